/** Inputs of `workflow_dispatch`: checks of what a caller sent, and the typed `inputs` context. */

import { type Json, textOf } from '../json.js';
import type { InputSpec } from '../language/trigger-file.js';

export type InputCheck =
  | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly message: string };

const MAX_INPUTS = 25;
const MAX_CHARACTERS = 65_535;

/** Checks given inputs against the declared ones and adds defaults; the messages are GitHub's. */
export function checkInputs(specs: Readonly<Record<string, InputSpec>>, given: Json): InputCheck {
  const unexpected = Object.keys(given).filter((name) => !Object.hasOwn(specs, name));
  if (unexpected.length > 0) {
    return refuse(`Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  }
  if (Object.keys(given).length > MAX_INPUTS) {
    return refuse(`Expected at most ${MAX_INPUTS} inputs, received ${Object.keys(given).length}.`);
  }
  if (JSON.stringify(given).length > MAX_CHARACTERS) {
    return refuse('inputs are too large.');
  }
  const values: Record<string, string> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = given[name] ?? spec.default;
    const text = textOf(value);
    if (spec.required && text === '') {
      return refuse(`Required input '${name}' not provided`);
    }
    const fault = text === '' ? undefined : faultOf(name, spec, text);
    if (fault !== undefined) {
      return refuse(fault);
    }
    if (value !== undefined) {
      values[name] = text;
    }
  }
  return { ok: true, values };
}

function faultOf(name: string, spec: InputSpec, text: string): string | undefined {
  switch (spec.type) {
    case 'choice':
      return spec.options.includes(text)
        ? undefined
        : `Provided value '${text}' for input '${name}' not in the list of allowed values`;
    case 'boolean':
      return text === 'true' || text === 'false'
        ? undefined
        : `Provided value '${text}' for input '${name}' is not of type boolean`;
    case 'number':
      return Number.isFinite(Number(text))
        ? undefined
        : `Provided value '${text}' for input '${name}' is not of type number`;
    default:
      return undefined;
  }
}

function refuse(message: string): InputCheck {
  return { ok: false, message };
}

/** The `inputs` context: booleans and numbers keep their type, as `github.event.inputs` does not. */
export function typedInputs(
  specs: Readonly<Record<string, InputSpec>>,
  values: Readonly<Record<string, string>>,
): Json {
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, typed(spec, values[name] ?? '')]),
  );
}

function typed(spec: InputSpec, text: string): unknown {
  if (spec.type === 'boolean') {
    return text === 'true';
  }
  return spec.type === 'number' && text !== '' ? Number(text) : text;
}
