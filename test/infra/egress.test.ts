/** The function's network and outbound address, with and without a VPC. */
import { all, snapshotProperties, templateWith, the } from './synthesis';

describe('egress by Lambda itself', () => {
  it('creates no network', () => {
    const template = templateWith({ egress: 'lambda' });
    expect(all(template, 'AWS::EC2::VPC')).toEqual([]);
    expect(snapshotProperties(template, 'AWS::Lambda::Function')).not.toHaveProperty('VpcConfig');
  });
});

describe('egress by NAT', () => {
  const template = templateWith({ egress: 'nat' });

  it('uses one gateway with one address, which is an output and is retained', () => {
    expect(the(template, 'AWS::EC2::NatGateway').Properties.AllocationId).toEqual({
      'Fn::GetAtt': ['EgressAddress', 'AllocationId'],
    });
    expect(the(template, 'AWS::EC2::EIP')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasOutput('EgressIp', { Value: { 'Fn::GetAtt': ['EgressAddress', 'PublicIp'] } });
  });

  it('uses an existing address where egressAllocationId names one', () => {
    const reused = templateWith({ egress: 'nat', egressAllocationId: 'eipalloc-0123456789abcdef0' });

    expect(the(reused, 'AWS::EC2::NatGateway').Properties.AllocationId).toBe('eipalloc-0123456789abcdef0');
    expect(all(reused, 'AWS::EC2::EIP')).toEqual([]);
    reused.hasOutput('EgressAllocationId', { Value: 'eipalloc-0123456789abcdef0' });
  });

  it('has an output with the id by which a later deployment can reuse the address', () => {
    template.hasOutput('EgressAllocationId', { Value: { 'Fn::GetAtt': ['EgressAddress', 'AllocationId'] } });
  });

  it('puts the function into subnets that are routed through the gateway', () => {
    const { SubnetIds } = snapshotProperties(template, 'AWS::Lambda::Function').VpcConfig;
    const routed = all(template, 'AWS::EC2::Route').filter(({ Properties }) => Properties.NatGatewayId);
    const tables = all(template, 'AWS::EC2::SubnetRouteTableAssociation')
      .filter(({ Properties }) =>
        routed.some((r) => r.Properties.RouteTableId.Ref === Properties.RouteTableId.Ref),
      )
      .map(({ Properties }) => Properties.SubnetId);
    expect(SubnetIds).toHaveLength(2);
    expect(tables).toEqual(SubnetIds);
  });

  it('allows outbound HTTPS and nothing inbound', () => {
    const { SecurityGroupEgress, SecurityGroupIngress } = the(template, 'AWS::EC2::SecurityGroup').Properties;
    expect(SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }]);
    expect(SecurityGroupIngress).toBeUndefined();
  });

  it('reaches DynamoDB by a gateway endpoint', () => {
    const { ServiceName, RouteTableIds } = the(template, 'AWS::EC2::VPCEndpoint').Properties;
    expect(JSON.stringify(ServiceName)).toContain('.dynamodb');
    expect(RouteTableIds.length).toBeGreaterThanOrEqual(2);
  });
});
