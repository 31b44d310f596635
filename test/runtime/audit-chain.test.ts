import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AuditEntry } from '../../src/domain/audit.js';
import { type AuditNote, appendToChain, compareChains, verifyChain } from '../../src/runtime/audit-chain.js';

const ID = '0b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77';

const note: fc.Arbitrary<AuditNote> = fc.record({
  at: fc.constantFrom('2026-01-12T10:00:00Z', '2026-01-12T10:00:01Z'),
  actor: fc.constantFrom('ada', 'wendy', 'speckit'),
  action: fc.constantFrom('approved', 'paused', 'content_changed'),
  detail: fc.string({ maxLength: 8 }),
  content: fc.option(
    fc.record({ head: fc.constantFrom('a', 'b'), digest: fc.constantFrom(null, 'd1', 'd2') }),
  ),
  source: fc.constantFrom(null, 'comment 1', 'review 2 of #3'),
});
const chain = fc.array(note, { minLength: 2, maxLength: 12 }).map((notes) => appendToChain([], ID, notes));
const tampering = fc.record({ chain, place: fc.nat(), other: fc.nat() });

const positions = (record: unknown) => verifyChain(record, ID).problems.map((one) => one.position);

describe('a record', () => {
  it('that was only added to is verified, after its way through JSON as well', () => {
    fc.assert(
      fc.property(chain, fc.array(note), (entries, more) => {
        const grown = appendToChain(entries, ID, more);
        expect(verifyChain(JSON.parse(JSON.stringify(grown)), ID)).toEqual({ entries: grown, problems: [] });
        expect(compareChains(entries, grown)).toBeNull();
      }),
    );
  });

  it('tells at which place an entry was changed, whatever field it is', () => {
    const fields = fc.constantFrom('at', 'actor', 'detail', 'source', 'previous', 'digest', 'content', 'n');
    fc.assert(
      fc.property(tampering, fields, ({ chain: entries, place }, field) => {
        const index = place % entries.length;
        const changed = entries.map((entry, at) => (at === index ? spoilt(entry, field) : entry));
        expect(positions(changed)[0]).toBe(index + 1);
      }),
    );
  });

  it('tells at which place an entry is missing; what is missing at its end, an earlier copy tells', () => {
    fc.assert(
      fc.property(tampering, ({ chain: entries, place }) => {
        const index = place % entries.length;
        const less = entries.toSpliced(index, 1);
        const isLast = index === entries.length - 1;
        expect(positions(less)).toEqual(isLast ? [] : [index + 1]);
        expect(compareChains(entries, less)?.position).toBe(index + 1);
      }),
    );
  });

  it('tells the first place at which the order was changed', () => {
    fc.assert(
      fc.property(tampering, ({ chain: entries, place, other }) => {
        const first = place % (entries.length - 1);
        const second = first + 1 + (other % (entries.length - 1 - first));
        const swapped = entries
          .toSpliced(first, 1, pick(entries, second))
          .toSpliced(second, 1, pick(entries, first));
        expect(positions(swapped)[0]).toBe(first + 1);
      }),
    );
  });

  it('tells where a well-formed entry was put in, or written anew from there on', () => {
    fc.assert(
      fc.property(tampering, note, ({ chain: entries, place }, forged) => {
        const index = place % entries.length;
        const head = entries.slice(0, index);
        const put = [...appendToChain(head, ID, [forged]), ...entries.slice(index)];
        expect(positions(put)[0]).toBe(index + 2);
        const rewritten = appendToChain(head, ID, [{ ...forged, actor: 'mallory' }]);
        expect(compareChains(entries, rewritten)?.position).toBe(index + 1);
      }),
    );
  });

  it('of another workflow is none of this one', () => {
    const entries = appendToChain([], ID, [aNote('paused'), aNote('resumed')]);
    const other = '1b8f5a34-6c1e-4f7e-9d15-2f6f8a1c3e77';
    expect(verifyChain(entries, other).problems).toEqual([
      { position: 1, message: expect.stringContaining('is not bound to what stands before it') },
    ]);
  });

  it.each([null, 'x', {}, [1], [{}]])('is none when it is %j', (record) => {
    expect(verifyChain(record, ID).problems).toMatchObject([{ position: 1 }]);
  });
});

function aNote(action: AuditNote['action']): AuditNote {
  return { at: '2026-01-12T10:00:00Z', actor: 'ada', action, detail: '', content: null, source: null };
}

function pick(entries: readonly AuditEntry[], index: number): AuditEntry {
  const entry = entries[index];
  if (entry === undefined) throw new Error(`expected an entry at ${index}`);
  return entry;
}

function spoilt(entry: AuditEntry, field: string): AuditEntry {
  if (field === 'n') return { ...entry, n: entry.n + 1 };
  if (field === 'content') return { ...entry, content: { head: 'evil', digest: null } };
  return { ...entry, [field]: `${JSON.stringify(entry[field as keyof AuditEntry])}!` };
}
