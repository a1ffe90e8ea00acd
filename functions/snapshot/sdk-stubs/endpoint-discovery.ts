/**
 * Replaces `@aws-sdk/middleware-endpoint-discovery` in the bundle: DynamoDB's endpoint is where it always is,
 * and the cache for discovered ones would add 9 KB.
 */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = { default: false };

export const resolveEndpointDiscoveryConfig = <Config>(config: Config): Config => config;
