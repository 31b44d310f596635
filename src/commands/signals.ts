/** Factors of the complexity table, in its order. */
export const FACTORS = ['scope', 'integration', 'risk', 'novelty'] as const;
export type Factor = (typeof FACTORS)[number];
export type Level = 0 | 1 | 2 | 3;

/** Words that speak for a level. `caps` signals hold the factor down to their level, whatever else is said. */
export interface Signal {
  readonly level: Level;
  readonly meaning: string;
  readonly words: RegExp;
  readonly caps?: true;
  /** The words are names of outside parties; two different ones are several services. */
  readonly party?: true;
}

/** What the seed's table calls each level. */
export const LEVELS: Readonly<Record<Factor, readonly [string, string, string, string]>> = {
  scope: ['Single file', 'Single module', 'Multiple modules', 'Cross-service'],
  integration: ['None', 'Internal libs', 'External API', 'Multiple services'],
  risk: ['Experimental', 'Dev/staging', 'Prod non-critical', 'Prod critical'],
  novelty: ['Existing pattern', 'Minor variation', 'New feature type', 'Novel architecture'],
};

/** What a factor is when nothing speaks for any level: an ordinary change in one module. */
export const DEFAULTS: Readonly<Record<Factor, Level>> = { scope: 1, integration: 0, risk: 1, novelty: 1 };

/** Products that stand outside of the repository and are reached through their API. */
const VENDORS =
  'stripe|paypal|adyen|braintree|klarna|twilio|sendgrid|mailgun|mailchimp|postmark|slack|discord|telegram|whatsapp|ms teams|' +
  'salesforce|hubspot|zendesk|intercom|jira|github|gitlab|bitbucket|google|facebook|apple|microsoft|azure|aws|s3|gcp|' +
  'firebase|auth0|okta|keycloak|cognito|openai|anthropic|claude api|gemini|elevenlabs|deepgram|shopify|datadog|sentry|' +
  'segment|mixpanel|algolia|elasticsearch|cloudflare|docusign|plaid|mapbox|openstreetmap|zoom|calendly|airtable|notion';

/** Infrastructure that runs as a service of its own. */
const SERVICES =
  'kafka|rabbitmq|nats|redis|memcached|celery|sqs|pub-?sub|message (?:queue|broker|bus)|event bus|mediamtx|rtmp|webrtc|grpc';

export const SIGNALS: Readonly<Record<Factor, readonly Signal[]>> = {
  scope: [
    cap(
      0,
      'one place only',
      /\b(?:typos?|spelling|wording|one[- ]liner|single (?:file|line)|in one (?:file|place)|only in \S+\.\w{1,5})\b/,
    ),
    cap(
      0,
      'documentation only',
      /\b(?:readme|changelog|license file|code comments?|docstrings?|doc comments?)\b/,
    ),
    cap(
      1,
      'a small helper',
      /\b(?:(?:helper|utility|util)(?: function| class| module)?|logging|logger|log (?:message|level)s?|linter? rule)\b/,
    ),
    cap(
      1,
      'a small visible change',
      /\b(?:button (?:colou?r|label|text)|colou?r of|tooltip|placeholder|favicon|dark mode toggle|css|copy change)\b/,
    ),
    cap(
      1,
      'one endpoint, page, command or flag',
      /\b(?:an?|one|the|single) (?:\w+ ){0,2}(?:endpoint|flag|option|command|column|field|button|checkbox)\b/,
    ),
    signal(
      0,
      'a constant or version',
      /\b(?:bump|rename (?:a |the )?(?:variable|constant|function)|default value|constant|version number|greeting)\b/,
    ),
    signal(
      1,
      'one part',
      /\b(?:endpoint|component|page|form|module|class|command|flag|option|button|field|column|validation|filter|script|report)\b/,
    ),
    signal(
      2,
      'a feature across modules',
      /\b(?:authenti\w+|authori[sz]ation|oauth2?|sso|saml|log-?in|sign-?up|payments?|checkout|billing|subscriptions?|invoic\w+|notifications?|search|dashboard|admin (?:panel|area)|role[- ]based|permissions?|audit log|import(?:er)?|sync\w*|upload\w*|chat|multi-?language|i18n|internationali[sz]ation|workflow engine|plugin system|web ?sockets?|orders?|tracking|background jobs?|rate limit\w*|cach(?:e|ing) layer)\b/,
    ),
    signal(
      2,
      'several layers',
      /\b(?:front-?end and (?:the )?back-?end|back-?end and (?:the )?front-?end|full[- ]stack|api and (?:the )?(?:ui|web|front-?end)|database (?:schema|migration)s?|schema migration|across (?:the |all |several |multiple )?(?:modules|packages|app(?:lication)?|code ?base)|(?:several|multiple) (?:modules|packages|components)|refactor(?:ing)? (?:of )?the (?:whole|entire))\b/,
    ),
    signal(
      3,
      'several services',
      /\b(?:cross[- ]service|micro-?services?|(?:multiple|several|all|across|between|our) (?:\w+ ){0,2}services|service mesh|distributed|multi-?tenan\w+|multi-?region|event[- ]driven|event sourcing|pipeline across|end-to-end pipeline|platform[- ]wide|monolith|message (?:queue|broker|bus)|mediamtx)\b/,
    ),
  ],
  integration: [
    cap(
      0,
      'no integration',
      /\b(?:stand-?alone|self-contained|offline only|no (?:new )?(?:dependenc(?:y|ies)|integrations?|external (?:apis?|services?|dependenc(?:y|ies)|calls?)))\b/,
    ),
    signal(
      1,
      'internal libraries',
      /\b(?:(?:existing|internal|shared|our) (?:\w+ ){0,2}(?:lib(?:rary|raries)?|module|package|component|api|service|client|database|table|model)s?|database|postgres\w*|mysql|sqlite|mongo(?:db)?|orm|repository layer|export|csv|pdf)\b/,
    ),
    party(
      'an external API',
      new RegExp(`\\b(?:${VENDORS})\\b(?! (?:colou?r|style|pages?|actions? workflow))`),
    ),
    signal(
      2,
      'an external API',
      /\b(?:oauth2?|openid(?: connect)?|oidc|saml|sso|ldap|webhooks?|(?:external|third[- ]party|3rd[- ]party|public|partner|rest|graphql|payment|sms|e-?mail|maps?|weather|currency|exchange rate) (?:api|service|provider|gateway|system)s?|payment processing|web ?sockets?|cdn|smtp|imap|stream(?:s|ing)?)\b/,
    ),
    party('a service of its own', new RegExp(`\\b(?:${SERVICES})\\b`)),
    signal(
      3,
      'several services',
      /\b(?:(?:multiple|several|many|various|two|three|four|all|different) (?:\w+ ){0,2}(?:services|apis|providers|gateways|systems|vendors|integrations)|cross[- ]service|micro-?services|between (?:\w+ ){0,2}services|service mesh|event[- ]driven|event bus)\b/,
    ),
  ],
  risk: [
    cap(
      0,
      'an experiment',
      /\b(?:experiment(?:al)?|prototype|proof of concept|poc|spike|throw-?away|toy|demo|sample|example|playground|hackathon|greeting)\b/,
    ),
    cap(0, 'documentation only', /\b(?:typos?|readme|changelog|docstrings?|code comments?|spelling)\b/),
    cap(
      1,
      'development only',
      /\b(?:(?:dev(?:elopment)?|staging|test|local|internal)(?:[- ](?:only|tool\w*|environment|script|use))|for developers|ci (?:job|pipeline|script)|logging|logger|test coverage|unit tests?|linter?)\b/,
    ),
    signal(
      2,
      'users see it',
      /\b(?:users?|customers?|visitors?|clients?|public|production|prod|e-?mails?|notifications?|api|dashboard|search|upload\w*|profiles?|orders?|checkout|shop|mobile app|web ?sockets?|stream\w*|real-?time|live)\b/,
    ),
    signal(
      3,
      'money, access or data that must not be lost',
      /\b(?:payments?|billing|invoic\w+|checkout|charges?|refunds?|payouts?|subscriptions?|authenti\w+|authori[sz]ation|oauth2?|sso|saml|passwords?|credentials?|secrets?|encrypt\w*|gdpr|hipaa|pci|personal data|medical|patient|financial|bank\w*|trading|(?:data|database|schema) migrations?|migrat(?:e|ing) (?:the |our |all )?(?:\w+ )?(?:data|database|users|customers|production)|delet(?:e|ing|ion) (?:of )?(?:accounts?|user data|all)|production[- ]critical|mission[- ]critical|business[- ]critical|zero[- ]downtime|high availability|failover|disaster recovery|security|compliance|safety)\b/,
    ),
  ],
  novelty: [
    cap(
      0,
      'an existing pattern',
      /\b(?:like (?:the|our) (?:existing|other)|same (?:way )?as|as (?:we|it) (?:already )?(?:do|does)|(?:follow|using|reuse|copy) (?:the |our )?existing|existing pattern|another (?:\w+ ){0,3}like|typos?|rename|bump|upgrade|update (?:the )?(?:dependenc\w+|version|readme|text|copy)|readme|changelog|spelling|wording|docstrings?)\b/,
    ),
    cap(
      1,
      'a small variation',
      /\b(?:fix(?:es|ing)?|bug|tweak|adjust|extend|improve|change|additional|another|logging|logger|log message|helper|utility|sort(?:ing)?|filter|pagination|validation|tooltip|flag|option|column|field|csv)\b/,
    ),
    signal(
      2,
      'a kind of feature that is new here',
      /\b(?:new (?:\w+ ){0,2}(?:service|system|subsystem|feature|module|platform|dashboard|engine|integration|api|app)|payments?|authenti\w+|oauth2?|sso|web ?sockets?|notifications?|search|recommendations?|chat|stream\w*|real-?time|live|integrat\w+|dashboard|billing|subscriptions?|machine learning|ml|ai|llm|workflow engine|plugin system|multi-?tenan\w+|background jobs?|rate limit\w*|monitoring|from scratch|build an?|introduce|implement)\b/,
    ),
    signal(
      3,
      'an architecture that is new here',
      /\b(?:(?:new|novel|different|target) architecture|re-?architect\w*|architectural|rewrite|re-?design (?:the |our )?(?:\w+ )?(?:system|architecture|platform|back-?end)|(?:move|migrate|split|break|switch)(?:\s\S+){0,4} (?:to|into) (?:micro-?services|kubernetes|the cloud|event sourcing|cqrs|graphql|grpc|serverless)|event[- ]driven|event sourcing|cqrs|crdts?|consensus|distributed|sharding|multi-?region|peer[- ]to[- ]peer|blockchain|replace (?:the |our )?(?:\w+ )?(?:message broker|database|framework|engine|orm)|own (?:query language|compiler|database|protocol)|custom (?:protocol|compiler|query language)|never (?:been )?done)\b/,
    ),
  ],
};

/** Words by which the seed adds E2E tests to a Standard workflow, beside a high integration score. */
export const E2E_SIGNALS: readonly Signal[] = [
  signal(
    3,
    'E2E tests are asked for',
    /\b(?:e2e|end[- ]to[- ]end)(?:[- ](?:tests?|testing|coverage|suite|checks?))?\b/,
  ),
  signal(
    2,
    'streaming or real time',
    /\b(?:stream(?:s|ing|ed)?|real-?time|live (?:updates?|order|tracking|chat|video|audio|data|view)|web ?sockets?|webrtc|rtmp|sse|mediamtx|stt|tts|sts)\b/,
  ),
];

function signal(level: Level, meaning: string, words: RegExp): Signal {
  return { level, meaning, words: new RegExp(words.source, 'gi') };
}

function cap(level: Level, meaning: string, words: RegExp): Signal {
  return { ...signal(level, meaning, words), caps: true };
}

function party(meaning: string, words: RegExp): Signal {
  return { ...signal(2, meaning, words), party: true };
}
