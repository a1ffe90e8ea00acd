/** SNS emulator: `Publish` of its AWS Query protocol (form in, XML out). It records messages and delivers nothing. */
import { randomUUID } from 'node:crypto';
import { type Fault, injectFault } from './faults';
import { listen } from './listen';
import { createRequestLog } from './request-log';
import { serveSigned } from './serve-signed';
import { createStubs, type Stubs } from './stubs';

export type SnsMessage = { topicArn: string; subject: string | undefined; message: string };

/** Faults are set by action: `Publish`. */
export type Sns = Stubs<Fault> & {
  url: string;
  /** Published messages, in order. */
  messages: SnsMessage[];
  stop(): Promise<void>;
};

const NAMESPACE = 'http://sns.amazonaws.com/doc/2010-03-31/';
const xml = { 'content-type': 'text/xml' };

/** An error response of SNS, e.g. `snsError('AuthorizationError', 'not authorized', 403)`. */
export const snsError = (code: string, message = code, status = 400): Fault => ({
  status,
  headers: xml,
  body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
});

const UNSIGNED = snsError(
  'InvalidClientTokenId',
  'The security token included in the request is invalid.',
  403,
);

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = /^[!-~][ -~]{0,99}$/;
const MAX_MESSAGE_BYTES = 262_144;

export type SnsOptions = {
  topicArns: readonly string[];
  /** Called with each published message. */
  onMessage?: (message: SnsMessage) => void;
  /** Whether `messages` lists all messages; true by default. */
  isRecording?: boolean;
};

/** Accepts messages to the topics `topicArns`. */
export async function startSns({ topicArns, onMessage, isRecording }: SnsOptions): Promise<Sns> {
  const published = createRequestLog<SnsMessage>(isRecording);
  const { take, clear: _, ...stubs } = createStubs<Fault>();

  function respond(action: string, form: URLSearchParams): Fault {
    if (action !== 'Publish') return snsError('InvalidAction', 'The action is not supported.');
    const topicArn = form.get('TopicArn') ?? '';
    const subject = form.get('Subject') ?? undefined;
    const message = form.get('Message') ?? '';
    if (!topicArns.includes(topicArn)) return snsError('NotFound', 'Topic does not exist', 404);
    if (subject !== undefined && !SUBJECT.test(subject)) return snsError('InvalidParameter', 'Subject');
    if (message === '' || Buffer.byteLength(message) > MAX_MESSAGE_BYTES) {
      return snsError('InvalidParameter', 'Message');
    }
    published.record({ topicArn, subject, message });
    onMessage?.({ topicArn, subject, message });
    return {
      headers: xml,
      body: `<PublishResponse xmlns="${NAMESPACE}"><PublishResult><MessageId>${randomUUID()}</MessageId></PublishResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></PublishResponse>`,
    };
  }

  const { url, stop } = await listen(
    serveSigned(UNSIGNED, async (request, response, body) => {
      const form = new URLSearchParams(body.toString());
      const action = form.get('Action') ?? '';
      await injectFault(take(action) ?? respond(action, form), request, response);
    }),
  );
  return { url, messages: published.all, ...stubs, stop };
}
