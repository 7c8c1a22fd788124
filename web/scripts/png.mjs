// A screenshot as a PNG of 256 colours: about half the bytes, and no difference that the eye finds.
// Reads what Chromium writes (8 bits a channel, RGB or RGBA, not interlaced); throws on anything else.
import { crc32 } from './crc32.mjs'
import { deflateSync, inflateSync } from 'node:zlib'

const kSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const kColours = 256

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc32(body), body.length + 4)
  return frame
}

/** Width, height and bytes per pixel, and the pixels with the row filters undone (PNG specification, section 9). */
function decode(png) {
  if (!png.subarray(0, 8).equals(kSignature)) throw new Error('not a PNG')
  const header = png.subarray(16, 29)
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const bytes = { 2: 3, 6: 4 }[header[9]]
  if (header[8] !== 8 || !bytes || header[12] !== 0) throw new Error('only 8-bit RGB or RGBA, not interlaced')
  const parts = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  }
  const raw = inflateSync(Buffer.concat(parts))
  const line = width * bytes
  const pixels = Buffer.alloc(line * height)
  for (let y = 0; y < height; ++y) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; ++x) {
      const a = x >= bytes ? pixels[y * line + x - bytes] : 0
      const b = y > 0 ? pixels[(y - 1) * line + x] : 0
      const c = x >= bytes && y > 0 ? pixels[(y - 1) * line + x - bytes] : 0
      pixels[y * line + x] = raw[y * (line + 1) + 1 + x] + [0, a, b, (a + b) >> 1, paeth(a, b, c)][filter]
    }
  }
  return { width, height, bytes, pixels }
}

function paeth(a, b, c) {
  const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)]
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c
}

/** The most frequent colours make the palette; every other colour takes the nearest of them. */
export function quantise(png) {
  const { width, height, bytes, pixels } = decode(png)
  const counts = new Map()
  const colourAt = (i) => (pixels[i * bytes] << 16) | (pixels[i * bytes + 1] << 8) | pixels[i * bytes + 2]
  for (let i = 0; i < width * height; ++i) counts.set(colourAt(i), (counts.get(colourAt(i)) ?? 0) + 1)
  const ranked = [...counts].sort((p, q) => q[1] - p[1] || p[0] - q[0]).map(([colour]) => colour)
  const palette = spread(ranked)
  const index = new Map(ranked.map((colour) => [colour, nearest(colour, palette)]))
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; ++y) {
    for (let x = 0; x < width; ++x) rows[y * (width + 1) + 1 + x] = index.get(colourAt(y * width + x))
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 8 // bits
  header[9] = 3 // palette
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([kSignature, chunk('IHDR', header), chunk('PLTE', colours), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** Takes colours by frequency, leaving out any that one already taken stands for; closer ones as room allows. */
function spread(ranked) {
  const taken = []
  for (const apart of [300, 100, 0]) {
    for (const colour of ranked) {
      if (taken.length === kColours) return taken
      if (taken.every((other) => distance(colour, other) > apart)) taken.push(colour)
    }
  }
  return taken
}

function distance(p, q) {
  return ((p >> 16) - (q >> 16)) ** 2 + (((p >> 8) & 255) - ((q >> 8) & 255)) ** 2 + ((p & 255) - (q & 255)) ** 2
}

function nearest(colour, palette) {
  let best = 0
  for (let i = 1; i < palette.length; ++i) if (distance(colour, palette[i]) < distance(colour, palette[best])) best = i
  return best
}
