import { describe, expect, it } from '@jest/globals';
import { finalAnswer } from '../../src/backends/final-answer.js';

const CONTRACT = { agent: 'plan', status: 'success', result: { summary: 'A "quoted" } brace {' } };
const JSON_TEXT = JSON.stringify(CONTRACT, null, 2);

describe('the contract in the last text of a model', () => {
  it.each([
    ['is the whole text', JSON_TEXT],
    ['stands in a fence', `Done.\n\n\`\`\`json\n${JSON_TEXT}\n\`\`\`\nBye.`],
    ['stands in a fence without a language', `\`\`\`\n${JSON_TEXT}\n\`\`\``],
    ['stands between sentences', `I did {it}. ${JSON.stringify(CONTRACT)} That is all.`],
    ['comes after a fence that is something else', `\`\`\`json\n{"a": 1}\n\`\`\`\n${JSON_TEXT}`],
    ['follows a brace that nothing closes', `A { B\n${JSON_TEXT}`],
  ])('%s', (_where, text) => {
    expect(finalAnswer(text)).toEqual(CONTRACT);
  });

  it('is the last one where there are several', () => {
    const draft = JSON.stringify({ ...CONTRACT, status: 'error' });
    expect(finalAnswer(`First: ${draft}\nCorrected: ${JSON_TEXT}`)).toEqual(CONTRACT);
  });

  it.each(['', 'All done!', '{"a": 1} is no contract', '{ agent: plan }'])('is not in %j', (text) => {
    expect(finalAnswer(text)).toBe(text);
  });

  it('is looked for at little cost in a text of braces', () => {
    const hostile = '{"'.repeat(300_000);
    expect(finalAnswer(hostile)).toBe(hostile);
  });
});
