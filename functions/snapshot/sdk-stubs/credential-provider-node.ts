/**
 * Replaces the SDK's chain of credential providers in the bundle: Lambda provides its credentials in the
 * environment, so the rest of the chain (profiles, SSO, web identity, instance metadata), a third of the bundle at the time,
 * is not needed.
 */
export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';
