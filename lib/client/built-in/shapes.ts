import { isRecord } from '../../protocol/is-record.ts';
import type { TextMap } from '../../protocol/text-map.ts';

/** Whether a value is of a type. */
export type Fits<Value> = (value: unknown) => value is Value;

export const isText: Fits<string> = (value) => typeof value === 'string';

export const isTexts: Fits<readonly string[]> = (value): value is readonly string[] =>
  Array.isArray(value) && value.every(isText);

export const isTextMap: Fits<TextMap> = (value): value is TextMap => isRecord(value) && isTexts(Object.values(value));
