/** Entry of the monitor function: connects the clients of AWS to `runMonitor`. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { readMonitorEnvironment } from './environment';
import { parseMonitorEvent } from './event';
import { createRowReader } from './row-reader';
import { runMonitor } from './run';

const { tableName, topicArn, stackName, runbookUrl } = readMonitorEnvironment(process.env);

/** A request without an answer ends and is retried: a run has a minute. */
const CLIENT_OPTIONS = {
  maxAttempts: 5,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
};
const reader = createRowReader(new DynamoDBClient(CLIENT_OPTIONS), tableName);
const sns = new SNSClient(CLIENT_OPTIONS);

/** Judges the slots that are due at the event's time. Returns how many messages it published. */
export async function handler(event: unknown): Promise<{ messages: number }> {
  const messages = await runMonitor(parseMonitorEvent(event), {
    reader,
    async publish({ subject, body }) {
      await sns.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: body }));
    },
    // Not console.log: Lambda prefixes its lines, and CloudWatch reads EMF from complete lines only.
    printLine: (line) => void process.stdout.write(`${line}\n`),
    stack: stackName,
    ...(runbookUrl && { runbookUrl }),
  });
  return { messages: messages.length };
}
