/** Extracts metrics as CloudWatch does: only from lines on stdout that are valid EMF. */
import * as z from 'zod';
import type { LogLine } from '../../infra/local/function/sandbox';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const emf = z.looseObject({
  _aws: z.strictObject({
    Timestamp: z.int().positive(),
    CloudWatchMetrics: z
      .array(
        z.strictObject({
          Namespace: z.string().min(1),
          Dimensions: z.array(z.array(z.string()).max(30)).min(1),
          Metrics: z
            .array(
              z.strictObject({
                Name: z.string().min(1),
                Unit: z.literal('Count'),
                StorageResolution: z.literal([1, 60]).optional(),
              }),
            )
            .min(1),
        }),
      )
      .min(1),
  }),
});

export type SentMetric = {
  namespace: string;
  name: string;
  value: number;
  dimensions: Record<string, string>;
};

/** All metrics in `lines`. Throws on a line that contains `_aws` and is not valid EMF. */
export function metricsIn(lines: readonly LogLine[]): SentMetric[] {
  return lines
    .filter(({ stream, text }) => stream === 'stdout' && text.startsWith('{') && text.includes('"_aws"'))
    .flatMap(({ text }) => metricsOf(emf.parse(JSON.parse(text))));
}

function metricsOf(document: z.infer<typeof emf>): SentMetric[] {
  const value = (key: string) => {
    if (!(key in document)) throw new Error(`EMF refers to ${key}, which is not in the document`);
    return document[key];
  };
  return document._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((dimension) =>
      Metrics.map(({ Name }) => ({
        namespace: Namespace,
        name: Name,
        value: z.number().parse([value(Name)].flat()[0]),
        dimensions: Object.fromEntries(dimension.map((key) => [key, z.string().parse(value(key))])),
      })),
    ),
  );
}
