/** The network of the snapshot function: Lambda's own, or a VPC with a NAT gateway and a fixed address. */
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

/** The VPC of the function; undefined without one. */
export type Egress = { vpc: IVpc; securityGroups: ISecurityGroup[] } | undefined;

export function createEgress(stack: Stack, config: Config): Egress {
  if (config.egress === 'lambda') return undefined;
  const allocationId = config.egressAllocationId ?? createAddress(stack);
  const vpc = new Vpc(stack, 'Network', {
    maxAzs: 2,
    // One gateway: one address to whitelist. An outage of its zone raises alarms.
    natGateways: 1,
    natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [allocationId] }),
    subnetConfiguration: [
      { name: 'Gateway', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false, cidrMask: 28 },
      { name: 'Function', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
    ],
    // Free, and the history does not leave AWS's network.
    gatewayEndpoints: { DynamoDB: { service: GatewayVpcEndpointAwsService.DYNAMODB } },
  });
  Validations.of(vpc).acknowledge({
    id: 'AwsSolutions-VPC7',
    reason:
      'Nothing in this network accepts connections, and its one function logs each run: flow logs would add cost and no information.',
  });
  const httpsOnly = new SecurityGroup(stack, 'HttpsOnly', {
    vpc,
    description: 'The snapshot function: outbound HTTPS, nothing inbound',
    allowAllOutbound: false,
  });
  httpsOnly.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'BingX, Secrets Manager, DynamoDB');
  new CfnOutput(stack, 'EgressAllocationId', {
    value: allocationId,
    description: 'The Elastic IP; set egressAllocationId to reuse it in a later deployment',
  });
  return { vpc, securityGroups: [httpsOnly] };
}

/** Creates the Elastic IP and returns its allocation id. */
function createAddress(stack: Stack): string {
  const address = new CfnEIP(stack, 'EgressAddress', { domain: 'vpc' });
  // It is on BingX's whitelist: a deleted stack must not release it to another customer.
  address.applyRemovalPolicy(RemovalPolicy.RETAIN);
  new CfnOutput(stack, 'EgressIp', {
    value: address.attrPublicIp,
    description: 'Add this address to the whitelist of each BingX API key',
  });
  return address.attrAllocationId;
}
