// biome-ignore-all lint/suspicious/noTemplateCurlyInString: CloudFormation's own notation
/** Evaluates CloudFormation's intrinsic functions. */
import { type Names, resolve } from '../../../../infra/local/template/intrinsics';

const names: Names = {
  pseudo: { 'AWS::Region': 'us-east-1', 'AWS::AccountId': '000000000000' },
  ref: (id) => `the-${id}`,
  attribute: (id, attribute) => `${id}'s ${attribute}`,
};

it.each([
  ['Ref to a resource', { Ref: 'Table' }, 'the-Table'],
  ['Ref to a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['Fn::GetAtt', { 'Fn::GetAtt': ['Table', 'Stream.Arn'] }, "Table's Stream.Arn"],
  ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Table.Arn' }, "Table's Arn"],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-the-Table'],
  [
    'Fn::Sub',
    { 'Fn::Sub': '${AWS::Region}/${Table}/${Table.Arn}/${!kept}' },
    "us-east-1/the-Table/Table's Arn/${kept}",
  ],
  ['Fn::Sub with values', { 'Fn::Sub': ['${a}', { a: { Ref: 'Table' } }] }, 'the-Table'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  ['nested values', { a: [{ b: { Ref: 'Table' } }] }, { a: [{ b: 'the-Table' }] }],
  ['no value', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['a key that only looks like a function', { Ref: 'a', other: 1 }, { Ref: 'a', other: 1 }],
])('evaluates %s', (_what, value, resolved) => {
  expect(resolve(value, names)).toEqual(resolved);
});

it.each([
  [{ 'Fn::ImportValue': 'x' }, 'The template uses Fn::ImportValue, which the local stack does not support.'],
  [{ Ref: 'AWS::StackId' }, 'The template refers to AWS::StackId, which has no local value.'],
])('refuses %j', (value, message) => {
  expect(() => resolve(value, names)).toThrow(message);
});
