/** The shape of a response, which an operator can publish. */
import { answerShape } from '../../../functions/snapshot/answer-shape';

const shapeOf = (text: string) => answerShape(Buffer.from(text));

it('has keys and JSON types, and no value but the code', () => {
  expect(shapeOf('{"code":0,"data":{"a":"1","b":1.50,"c":null,"d":true}}')).toEqual({
    code: '0',
    shape: { code: 'number', data: { a: 'string', b: 'number', c: 'null', d: 'boolean' } },
  });
});

it('counts the elements of a list and shows each different shape once', () => {
  expect(shapeOf('[{"a":1},{"a":2},{"a":"3"}]')).toEqual({
    code: null,
    shape: { length: 3, items: [{ a: 'number' }, { a: 'string' }] },
  });
});

it.each(['', '<html>', '{"a":'])('reports that %j is not JSON', (text) => {
  expect(shapeOf(text)).toEqual({ code: null, shape: 'not JSON' });
});

it('has a limited size for a response of any size', () => {
  const members = Array.from({ length: 5_000 }, (_, i) => `"${i}${'k'.repeat(500)}":1`).join();
  const lists = Array.from({ length: 500 }, (_, i) => `{"k${i}":1}`).join();
  const deep = '['.repeat(5_000) + ']'.repeat(5_000);

  const shape = shapeOf(`{"code":"${'9'.repeat(5_000)}","lists":[${lists}],"deep":${deep},${members}}`);

  expect(JSON.stringify(shape).length).toBeLessThan(5_000);
});

it.each([
  ['a text', '{"code":"100001"}', '100001'],
  ['a number', '{"code":100001}', '100001'],
  ['neither', '{"code":{"a":1}}', null],
  ['missing', '{"data":1}', null],
])('has the code of a response as text, where it is %s', (_, text, code) => {
  expect(shapeOf(text).code).toBe(code);
});

it.each(['null', '5', '"text"', 'true'])('has no code for a response that is only %s', (text) => {
  expect(shapeOf(text).code).toBeNull();
});

it('shows at most five different shapes of a list and six levels', () => {
  const list = Array.from({ length: 8 }, (_, i) => ({ [`k${i}`]: 1 }));
  const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);

  expect(shapeOf(JSON.stringify(list)).shape).toEqual({
    length: 8,
    items: [{ k0: 'number' }, { k1: 'number' }, { k2: 'number' }, { k3: 'number' }, { k4: 'number' }],
  });
  expect(JSON.stringify(shapeOf(JSON.stringify(nested(7))).shape).match(/length/g)).toHaveLength(6);
});
