/** A refused call of AWS is shown with the permission that is missing. */
import { missingPermission, withPermission } from '../../../functions/cli/permission';

const refused = (name: string, message: string) => Object.assign(new Error(message), { name });

it.each([
  [
    'AccessDeniedException',
    'User: x is not authorized to perform: kms:Decrypt on resource: y',
    'kms:Decrypt',
  ],
  [
    'AccessDenied',
    'not authorized to perform: resource-groups:List because no policy allows it',
    'resource-groups:List',
  ],
  ['AccessDeniedException', 'No.', 'dynamodb:PutItem'],
])('%s "%s" names %s', (name, message, action) => {
  expect(missingPermission('dynamodb:PutItem', refused(name, message))?.message).toBe(
    `These AWS credentials lack the permission ${action}: ${message}`,
  );
});

it('another error is thrown as it is, and a result is returned', async () => {
  const error = refused('ThrottlingException', 'not authorized to perform: kms:Decrypt');

  expect(missingPermission('dynamodb:PutItem', error)).toBeUndefined();
  await expect(withPermission('dynamodb:PutItem', Promise.reject(error))).rejects.toBe(error);
  await expect(withPermission('dynamodb:PutItem', Promise.resolve(5))).resolves.toBe(5);
  await expect(
    withPermission('dynamodb:PutItem', Promise.reject(refused('AccessDenied', 'No.'))),
  ).rejects.toThrow('lack the permission dynamodb:PutItem: No.');
});
