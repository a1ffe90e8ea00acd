/** The address from which BingX is asked, with and without a network of our own. */
import { all, templateWith, the } from './synthesis';

describe('egress by Lambda itself', () => {
  it('makes no network', () => {
    const template = templateWith({ egress: 'lambda' });
    expect(all(template, 'AWS::EC2::VPC')).toEqual([]);
    expect(the(template, 'AWS::Lambda::Function').Properties).not.toHaveProperty('VpcConfig');
  });
});

describe('egress by NAT', () => {
  const template = templateWith({ egress: 'nat' });

  it('leaves through one gateway with one address, which the stack puts out and does not give back', () => {
    expect(the(template, 'AWS::EC2::NatGateway').Properties.AllocationId).toEqual({
      'Fn::GetAtt': ['EgressAddress', 'AllocationId'],
    });
    expect(the(template, 'AWS::EC2::EIP')).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
    template.hasOutput('EgressIp', { Value: { 'Fn::GetAtt': ['EgressAddress', 'PublicIp'] } });
  });

  it('leaves through an address that exists where the setting names one, and makes none', () => {
    const reused = templateWith({ egress: 'nat', egressAllocationId: 'eipalloc-0123456789abcdef0' });

    expect(the(reused, 'AWS::EC2::NatGateway').Properties.AllocationId).toBe('eipalloc-0123456789abcdef0');
    expect(all(reused, 'AWS::EC2::EIP')).toEqual([]);
    reused.hasOutput('EgressAllocationId', { Value: 'eipalloc-0123456789abcdef0' });
  });

  it('puts out the id by which a later deployment can use the address again', () => {
    template.hasOutput('EgressAllocationId', { Value: { 'Fn::GetAtt': ['EgressAddress', 'AllocationId'] } });
  });

  it('puts the function where all its ways out lead through that gateway', () => {
    const { SubnetIds } = the(template, 'AWS::Lambda::Function').Properties.VpcConfig;
    const routed = all(template, 'AWS::EC2::Route').filter(({ Properties }) => Properties.NatGatewayId);
    const tables = all(template, 'AWS::EC2::SubnetRouteTableAssociation')
      .filter(({ Properties }) =>
        routed.some((r) => r.Properties.RouteTableId.Ref === Properties.RouteTableId.Ref),
      )
      .map(({ Properties }) => Properties.SubnetId);
    expect(SubnetIds).toHaveLength(2);
    expect(tables).toEqual(SubnetIds);
  });

  it('lets HTTPS out and nothing in', () => {
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
