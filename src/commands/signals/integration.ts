import { CROSS_SERVICE, STREAMING } from './shared.js';
import { cap, party, type Signal, signal } from './types.js';

/** Products that stand outside of the repository and are reached through their API. */
const VENDORS =
  'stripe|paypal|adyen|braintree|klarna|mollie|square|apple pay|google pay|twilio|vonage|sendgrid|mailgun|mailchimp|postmark|' +
  'slack|discord|telegram|whatsapp|ms teams|microsoft teams|salesforce|hubspot|zendesk|intercom|jira|linear|github|gitlab|bitbucket|' +
  'google|facebook|instagram|twitter|linkedin|apple|microsoft|azure|aws|s3|gcp|firebase|supabase|auth0|okta|keycloak|cognito|' +
  'openai|anthropic|claude api|gemini|elevenlabs|deepgram|hugging ?face|shopify|woocommerce|datadog|sentry|pagerduty|segment|' +
  'mixpanel|algolia|cloudflare|docusign|plaid|mapbox|openstreetmap|openweather\\w*|zoom|calendly|airtable|notion|strava|spotify|' +
  'youtube|dropbox|sap|dhl|fedex|ups api|quickbooks|xero|datev';

/** Infrastructure that runs as a service of its own. */
const SERVICES =
  'kafka|rabbitmq|nats|redis|memcached|celery|sqs|sns|pub-?sub|mqtt|message (?:queue|broker|bus)|event bus|elasticsearch|opensearch|' +
  'mediamtx|rtmp|webrtc|grpc|vault|consul|temporal|airflow|spark|flink|clickhouse|snowflake|bigquery';

/** Our own interface is no integration. */
const FOREIGN = '(?<!\\b(?:our|own|its|my) (?:\\w+ )?)(?<!\\bof (?:our|the) )';

/** What a request depends on. */
export const INTEGRATION: readonly Signal[] = [
  cap(
    0,
    'no integration',
    'stand-?alone',
    'self-contained',
    'offline only',
    'air-?gapped',
    'in memory only',
    'no (?:new )?(?:dependenc(?:y|ies)|integrations?|external (?:apis?|services?|dependenc(?:y|ies)|calls?))',
  ),
  signal(
    1,
    'internal libraries',
    '(?:existing|internal|shared|our) (?:\\w+ ){0,2}(?:lib(?:rary|raries)?|module|package|component|api|service|client|database|table|model|system)s?',
    'database',
    'postgres\\w*',
    'mysql',
    'sqlite',
    'mongo(?:db)?',
    'orm',
    'repository layer',
    'design system',
    'export(?:s|ed|ing)?',
    'csv',
    'pdf',
    'excel',
  ),
  signal(1, 'a connection that stays open', ...STREAMING),
  party('an external API', `(?:${VENDORS})(?! (?:colou?r|style|pages?|actions? workflow|sign))`),
  signal(
    2,
    'an external API',
    'oauth2?',
    'openid(?: connect)?',
    'oidc',
    'saml',
    'sso',
    'ldap',
    'webhooks?',
    `${FOREIGN}(?:external|third[- ]party|3rd[- ]party|public|partner|rest|graphql|soap|payment|sms|e-?mail|maps?|weather|currency|exchange rate|shipping|vendor|supplier|bank(?:ing)?|government) (?:api|service|provider|gateway|system|feed)s?`,
    `${FOREIGN}(?:through|via|from|with|using|over|by) (?:the |an? )?(?!our\\b|own\\b|existing\\b|internal\\b)(?:[\\w.-]{1,30} ){1,3}(?:api|gateway|registry)`,
    'direct debits?',
    '(?:by|credit|debit) cards?',
    'payment processing',
    'exchange rates?',
    '(?:current |local )?weather',
    'geocod\\w+',
    'sms',
    'push notifications?',
    'magic links?',
    'bank transfers?',
    '(?:e-?mail|mail) (?:delivery|gateway)',
    '(?:send|sends|sending|deliver|dispatch)(?: \\w+){0,4} e-?mails?',
    'confirmation e-?mails?',
    'rss',
    '[\\w-]{1,30} feed(?= |$|[,.;])(?<!\\b(?:news|activity|our|the) feed)',
    'smart ?card',
    'iot',
    'cdn',
    'smtp',
    'imap',
    'multi-?region',
    'active-active',
  ),
  party('a service of its own', SERVICES),
  signal(
    3,
    'several services',
    ...CROSS_SERVICE,
    '(?:multiple|several|many|various|two|three|four|all|different|between) (?:\\w+ ){0,2}(?:services|apis|providers|gateways|systems|vendors|integrations|data cent(?:re|er)s)',
  ),
];
