/** The monitor's messages as webhooks of Slack, Discord and ntfy, and pings of healthchecks services. */
import type { SnsMessage } from '../emulators/sns';
import type { Delivery } from './deliver';

/** https://discord.com/developers/docs/resources/webhook#execute-webhook */
const MAX_DISCORD_CHARACTERS = 2_000;
const NTFY = 'ntfy:';

/** The request that posts `message` to a URL of `--notify`. */
export function notification(target: string, { subject = '', message }: SnsMessage): Delivery {
  const isNtfy = target.startsWith(NTFY);
  const url = isNtfy ? target.slice(NTFY.length) : target;
  const name = `Notification to ${new URL(url).host}`;
  if (isNtfy) return { name, url, method: 'POST', headers: { title: subject }, body: message };
  const text = subject && !message.startsWith(subject) ? `${subject}\n\n${message}` : message;
  return {
    name,
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    // Slack reads `text`, Discord `content`.
    body: JSON.stringify({ text, content: truncate(text, MAX_DISCORD_CHARACTERS), subject, message }),
  };
}

/** Never cuts a surrogate pair. */
function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** A URL of `--ping`, for one account or for all. */
export type PingTarget = { account: string | undefined; url: string };

const PING = /^(?:(?<account>[^=/:]+)=)?(?<url>https?:\/\/\S+)$/;

/** Parses `[ACCOUNT=]URL`; undefined if it is neither. */
export function parsePing(text: string): PingTarget | undefined {
  const { account, url = '' } = PING.exec(text)?.groups ?? {};
  return URL.canParse(url) ? { account, url } : undefined;
}

/** Whether `text` is a URL of `--notify`. */
export function isNotifyTarget(text: string): boolean {
  const url = text.startsWith(NTFY) ? text.slice(NTFY.length) : text;
  return /^https?:\/\//.test(url) && URL.canParse(url);
}

/**
 * The requests that report a slot's outcome: a ping after a capture, `/fail` after a failure. Silence is an alarm of the
 * service. https://healthchecks.io/docs/http_api/
 */
export function pings(targets: readonly PingTarget[], account: string, isCaptured: boolean): Delivery[] {
  return targets
    .filter((target) => target.account === undefined || target.account === account)
    .map(({ url }) => ({
      name: `Ping of ${new URL(url).host}`,
      url: isCaptured ? url : failUrl(url),
      method: 'GET',
    }));
}

function failUrl(text: string): string {
  const url = new URL(text);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/fail`;
  return url.href;
}
