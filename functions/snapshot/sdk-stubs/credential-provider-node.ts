/**
 * Takes the place of the SDK's chain of credential providers in the bundle: Lambda hands its credentials over in the
 * environment, so the rest of the chain (profiles, SSO, web identity, instance metadata), once a third of the whole bundle,
 * is never asked.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
