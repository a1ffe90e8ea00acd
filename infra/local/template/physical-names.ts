/** Names, ARNs and URLs of a template's resources on this machine, as CloudFormation would give them. */
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../emulators/constants';
import { secretArn } from '../emulators/secrets-manager';
import { type Names, type Resource, resolve, type Template } from './intrinsics';

/** The property that names a resource; CloudFormation generates a name without it. */
const NAME_PROPERTY: Record<string, string> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::SecretsManager::Secret': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
  'AWS::SQS::Queue': 'QueueName',
};

/** Resources whose `Ref` is not their name. */
const REF: Record<string, (name: string) => string> = {
  'AWS::SecretsManager::Secret': secretArn,
  'AWS::SQS::Queue': (name) => `https://sqs.${LOCAL_REGION}.amazonaws.com/${LOCAL_ACCOUNT}/${name}`,
  'AWS::SNS::Topic': (name) => arn('AWS::SNS::Topic', name),
};

const ARN_RESOURCE: Record<string, (name: string) => string> = {
  'AWS::DynamoDB::Table': (name) => `table/${name}`,
  'AWS::Lambda::Function': (name) => `function:${name}`,
};

const arn = (type: string, name: string) => {
  const service = type.split('::')[1]?.toLowerCase();
  return `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${ARN_RESOURCE[type]?.(name) ?? name}`;
};

/** A name as CloudFormation generates it, without the random suffix. A logical id has no dash; a stack's name may. */
const physicalName = (stackName: string, logicalId: string) => `${stackName}-${logicalId}`;

/** Whether `name` was generated here for a resource of the stack. */
export const isNamedAfter = (stackName: string, name: string): boolean =>
  name === physicalName(stackName, name.slice(name.lastIndexOf('-') + 1));

/** The names of the resources of `template`. */
export function namesIn(stackName: string, template: Template): Names {
  const resource = (id: string): Resource => {
    const found = template.Resources[id];
    if (!found) throw new Error(`The template refers to ${id}, which it does not define.`);
    return found;
  };
  const nameOf = (id: string): string => {
    const { Type, Properties } = resource(id);
    const given = resolve(Properties?.[NAME_PROPERTY[Type] ?? ''], names);
    return typeof given === 'string' ? given : physicalName(stackName, id);
  };
  const names: Names = {
    pseudo: {
      'AWS::AccountId': LOCAL_ACCOUNT,
      'AWS::Region': LOCAL_REGION,
      'AWS::Partition': 'aws',
      'AWS::StackName': stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    },
    ref: (id) => (REF[resource(id).Type] ?? ((name: string) => name))(nameOf(id)),
    attribute: (id, attribute) =>
      attribute === 'Arn' ? arn(resource(id).Type, nameOf(id)) : `${nameOf(id)}.${attribute}`,
  };
  return names;
}
