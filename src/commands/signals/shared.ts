/** Words that several factors listen to, in the languages in which people write issues most. */

/** A change that one can point at on the screen. */
export const SMALL_VISIBLE = [
  'button (?:colou?r|label|text)',
  'colou?r of',
  'tool-?tips?',
  'placeholders?',
  'favicon',
  'dark mode toggle',
  'css',
  'copy change',
  '(?:progress|status|typing|loading|online) (?:bar|indicator|badge|spinner)s?',
  '(?:page|browser) title',
  'labels? of',
  '(?:column )?headers? (?:text|name)',
  '(?:un|une|ein(?:en|e)?|uno|una) (?:\\p{L}+ ){0,2}(?:bouton|champ|knopf|feld|spalte|bot[oó]n|campo|columna)',
];

/** Text that is read by developers, and slips in any text. */
export const DOCUMENTATION = [
  'typos?',
  'spelling',
  'misspell\\w*',
  'wording',
  'grammar',
  'readme(?:\\.md)?',
  'changelog(?:\\.md)?',
  'contributing(?:\\.md)?',
  'license file',
  'code comments?',
  'docstrings?',
  'doc comments?',
];

/** What is made to be thrown away. */
export const THROWAWAY = [
  'spikes?',
  'toy',
  'throw-?away',
  'playground',
  'hackathon',
  'kata',
  'hello,? world',
];

export const PAYMENTS = [
  'payments?',
  'payouts?',
  'checkout',
  'direct debits?',
  '(?:by|credit|debit|bank) cards?',
  'card (?:payments?|transactions?|details|data)',
  'purchas(?:e|es|ed|ing)',
  'donat(?:e|es|ions?)',
  'billing',
  'subscriptions?',
  'invoic\\w+',
  'refunds?',
  'zahlung\\w*',
  'bezahl\\w*',
  'rechnung\\w*',
  'paiements?',
  'remboursements?',
  'pagos?',
  'pagamento\\w*',
  'reembolsos?',
  'factur\\w+',
];

export const SIGN_IN = [
  'authenti\\w+',
  'authori[sz]ation',
  'oauth2?',
  'openid(?: connect)?',
  'oidc',
  'sso',
  'single sign-?on',
  'saml',
  '(?:sign|log)(?:s|ed|ged|ing|ging)? in(?= (?:with|via|through|by|using|to|as)\\b)',
  'inloggen',
  'connexion',
  'inicio de sesi[oó]n',
  'passkeys?',
  'webauthn',
  'password-?less',
  'magic links?',
  '(?:two|multi)-?[ -]?factor',
  '[2m]fa',
  'autentica\\w+',
  'anmeldung',
  'einloggen',
  'zwei-?faktor\\w*',
  'deux facteurs',
  'dos factores',
];

/** Several services that work together. */
export const CROSS_SERVICE = [
  'cross[- ]service',
  'micro-?services?',
  '(?:multiple|several|all|each|every|across|between|our|many|different) (?:\\w+ ){0,2}services?(?= |[,.;:)]|$)(?<!\\bour (?:\\w+ ){0,2}service)',
  '[\\w-]{1,30}(?:, [\\w-]{1,30}){1,4},? and [\\w-]+ services',
  'services? for [\\w-]+(?:, [\\w-]+){0,4},? and [\\w-]+',
  '(?:separate|independent|own) services',
  'service mesh',
  'event[- ](?:driven|sourc\\w+|bus)',
];

/** Live media and updates. */
export const STREAMING = [
  'stream(?:s|ing|ed)?(?= (?:\\w+ ){0,3}(?:to|from|over|into|via|live)\\b)',
  '(?:video|audio|media|live|data|event|log)[- ]stream(?:s|ing|ed)?',
  'streaming',
  'real-?[ -]?time',
  'live (?:updates?|order|tracking|chat|video|audio|data|view|typing|translation|captions?|scores?|preview|events?)',
  'as (?:they|it|new \\w+) (?:arrives?|happens?|changes?|comes? in)',
  '(?:no|without)(?: a| any)? (?:page )?(?:reload|refresh)(?:ing)?',
  'instantly',
  'web ?sockets?',
  'server-sent events',
  'webrtc',
  'rtmp',
  'sse',
  'mediamtx',
  'echtzeit\\w*',
  'temps r[ée]el',
  'tiempo real',
];
