/** Writes and reads zip files: enough for artifacts and logs (deflate, no encryption, below 4 GB). */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly data: Buffer;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
/** 1980-01-01, zip's first date: the same content gives the same file. */
const DATE = 0x0021;

/** Packs entries into one zip file. */
export function writeZip(entries: readonly ZipEntry[], level = 6): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = deflateRawSync(entry.data, { level });
    const shared = sharedHeader(entry, name, packed);
    const local = Buffer.concat([uint32(LOCAL), uint16(20), shared, uint16(0), name, packed]);
    // After the shared part: extra and comment length, disk, attributes (regular file, 0644), place of the local header.
    const tail = [uint16(0), uint16(0), uint16(0), uint16(0), uint32((0o100644 << 16) >>> 0), uint32(offset)];
    directory.push(Buffer.concat([uint32(CENTRAL), uint16(0x0314), uint16(20), shared, ...tail, name]));
    bodies.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = uint16(entries.length);
  const end = [
    uint32(END),
    uint16(0),
    uint16(0),
    count,
    count,
    uint32(central.length),
    uint32(offset),
    uint16(0),
  ];
  return Buffer.concat([...bodies, central, ...end]);
}

function sharedHeader(entry: ZipEntry, name: Buffer, packed: Buffer): Buffer {
  return Buffer.concat([
    uint16(UTF8_NAMES),
    uint16(DEFLATE),
    uint16(0),
    uint16(DATE),
    uint32(crc32(entry.data)),
    uint32(packed.length),
    uint32(entry.data.length),
    uint16(name.length),
  ]);
}

/** Unpacks a zip file; throws when it is not one. */
export function readZip(zip: Buffer): readonly ZipEntry[] {
  const end = zip.lastIndexOf(uint32(END));
  if (end < 0) {
    throw new Error('Expected a zip file, received something without an end-of-directory record.');
  }
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const nameLength = zip.readUInt16LE(at + 28);
    const local = zip.readUInt32LE(at + 42);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + size);
    entries.push({ name, data: method === DEFLATE ? inflateRawSync(packed) : Buffer.from(packed) });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) {
    value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value >>> 0;
});

/** Node 20 has no `zlib.crc32`. */
function crc32(data: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of data) {
    crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
