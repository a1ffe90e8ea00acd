/** Credentials that are easy to search for, of any number of accounts and generations. */
export const canaryKey = (account: string, generation: number) => ({
  apiKey: `CANARY${generation}apikey${account}Qz4VtXw9LmNp2RsKd5FhJg8BcYe3UaTo`,
  secretKey: `CANARY${generation}secret${account}Hk8PbWn3TyRc6VmQe1ZsXf9GdLj4Au`,
});
