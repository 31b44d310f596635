/** The variable by which the Actions workflow tells the bot which secrets are set, without their values. */
export const SECRETS_VARIABLE = 'SPECKIT_SECRETS';
