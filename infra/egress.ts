/** The address from which BingX is asked: any of Lambda's, or one that stays and can be whitelisted. */
import { CfnOutput, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib';
import {
  CfnEIP,
  GatewayVpcEndpointAwsService,
  type ISecurityGroup,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Config } from './config';

/** The network that the function runs in; undefined for Lambda's own. */
export type Egress = { vpc: IVpc; securityGroups: ISecurityGroup[] } | undefined;

export function createEgress(stack: Stack, config: Config): Egress {
  if (config.egress === 'lambda') return undefined;
  const allocationId = config.egressAllocationId ?? createAddress(stack);
  const vpc = new Vpc(stack, 'Network', {
    maxAzs: 2,
    // One gateway is one address and one price; should its zone fail, the alarms say so.
    natGateways: 1,
    natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [allocationId] }),
    subnetConfiguration: [
      { name: 'Gateway', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false, cidrMask: 28 },
      { name: 'Function', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
    ],
    // Free, and it keeps the history off the internet.
    gatewayEndpoints: { DynamoDB: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
  });
  Validations.of(vpc).acknowledge({
    id: 'AwsSolutions-VPC7',
    reason:
      'Nothing in this network can be reached from outside, and its one sender logs each of its runs: flow logs would cost more than they tell.',
  });
  const outwards = new SecurityGroup(stack, 'HttpsOnly', {
    vpc,
    description: 'The snapshot function: HTTPS outwards, nothing inwards',
    allowAllOutbound: false,
  });
  outwards.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'BingX, Secrets Manager, DynamoDB');
  new CfnOutput(stack, 'EgressAllocationId', {
    value: allocationId,
    description: 'The Elastic IP; as setting egressAllocationId it is used again by a later deployment',
  });
  return { vpc, securityGroups: [outwards] };
}

/** Creates the Elastic IP and gives its allocation id. */
function createAddress(stack: Stack): string {
  const address = new CfnEIP(stack, 'EgressAddress', { domain: 'vpc' });
  // It stands in BingX's whitelist: AWS must not give it to somebody else because a stack was deleted.
  address.applyRemovalPolicy(RemovalPolicy.RETAIN);
  new CfnOutput(stack, 'EgressIp', {
    value: address.attrPublicIp,
    description: "The address to enter into the whitelist of each account's BingX API key",
  });
  return address.attrAllocationId;
}
