/** The used part of the benchmark's own packages, so that types are checked where they are not installed. */
declare module 'ccxt' {
  const ccxt: { bingx: new (options: object) => import('./contenders/ccxt').CcxtBingx };
  export default ccxt;
}

declare module '@aws-sdk/lib-dynamodb' {
  type Page = { Items?: object[]; LastEvaluatedKey?: Record<string, unknown> };
  export class QueryCommand {
    constructor(input: Record<string, unknown>);
  }
  export class DynamoDBDocumentClient {
    static from(client: object): DynamoDBDocumentClient;
    send(command: QueryCommand): Promise<Page>;
  }
}
