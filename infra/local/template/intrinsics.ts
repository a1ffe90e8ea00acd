/** Evaluates CloudFormation's intrinsic functions, as far as our template uses them. */

export type Template = { Resources: Record<string, Resource>; Outputs?: Record<string, { Value: unknown }> };
export type Resource = { Type: string; Properties?: Record<string, unknown> };

/** Values of the references in a template. */
export type Names = {
  /** Pseudo parameters, such as `AWS::Region`. */
  pseudo: Record<string, string>;
  /** The value of `Ref` to a resource. */
  ref: (logicalId: string) => string;
  /** The value of `Fn::GetAtt`. */
  attribute: (logicalId: string, attribute: string) => string;
};

type Intrinsic = (argument: never, names: Names) => unknown;

const INTRINSICS: Record<string, Intrinsic> = {
  Ref: (name: string, names) => reference(name, names),
  'Fn::GetAtt': (argument: string | [string, string], names) =>
    names.attribute(...splitAttribute(Array.isArray(argument) ? argument.join('.') : argument)),
  'Fn::Join': ([separator, parts]: [string, unknown[]], names) =>
    parts.map((part) => resolve(part, names)).join(separator),
  'Fn::Sub': (argument: string | [string, Record<string, unknown>], names) => substitute(argument, names),
  'Fn::Select': ([index, list]: [number | string, unknown], names) =>
    (resolve(list, names) as unknown[])[Number(index)],
  'Fn::Split': ([separator, text]: [string, unknown], names) => String(resolve(text, names)).split(separator),
};

/** Evaluates every intrinsic function in `value`. Throws for an unsupported one. */
export function resolve(value: unknown, names: Names): unknown {
  if (Array.isArray(value))
    return value.map((item) => resolve(item, names)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const [name = '', ...others] = Object.keys(value);
  if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
    const intrinsic = INTRINSICS[name];
    if (!intrinsic) throw new Error(`The template uses ${name}, which the local stack does not support.`);
    return intrinsic((value as Record<string, never>)[name] as never, names);
  }
  const entries = Object.entries(value).map(([key, item]) => [key, resolve(item, names)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
}

function reference(name: string, { pseudo, ref }: Names): string | undefined {
  if (name === 'AWS::NoValue') return undefined;
  if (!name.startsWith('AWS::')) return ref(name);
  const value = pseudo[name];
  if (value === undefined) throw new Error(`The template refers to ${name}, which has no local value.`);
  return value;
}

function substitute(argument: string | [string, Record<string, unknown>], names: Names): string {
  const [text, values] = typeof argument === 'string' ? [argument, {}] : argument;
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in values) return String(resolve((values as Record<string, unknown>)[name], names));
    return name.includes('.') ? names.attribute(...splitAttribute(name)) : String(reference(name, names));
  });
}

function splitAttribute(text: string): [string, string] {
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}
