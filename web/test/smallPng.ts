// Pictures of screens have few colours: with a palette they are a third of what browsers write. PNG, third edition, §11.
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const most = 256

/**
 * The same picture with at most 256 colours: the most frequent ones, and for every other the nearest of them.
 * @param png 8 bits per channel, opaque, not interlaced: what Chromium's screenshots are
 */
export function smallPng(png: Buffer): Buffer {
  const { header, data } = chunksOf(png)
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const channels = header[9] === 6 ? 4 : 3
  const pixels = unfiltered(inflateSync(data), { width: width * channels, height, channels })
  const colours = coloursOf(pixels, channels)
  const palette = [...colours].toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, most)
  const rgb = palette.map(([colour]) => colour)
  const indexOf = new Map(rgb.map((colour, index) => [colour, index]))
  for (const colour of colours.keys()) if (!indexOf.has(colour)) indexOf.set(colour, nearest(colour, rgb))
  const rows = Buffer.alloc((width + 1) * height)
  for (let row = 0, from = 0; row < height; row++)
    for (let column = 0; column < width; column++, from += channels)
      rows[row * (width + 1) + 1 + column] = indexOf.get(pixels.readUIntBE(from, 3)) ?? 0
  const indexed = Buffer.from(header)
  indexed[9] = 3
  const colourBytes = Buffer.from(rgb.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    signature,
    chunk('IHDR', indexed),
    chunk('PLTE', colourBytes),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunksOf(png: Buffer): { header: Buffer; data: Buffer } {
  const parts: Record<string, Buffer[]> = {}
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at)
    const type = png.toString('latin1', at + 4, at + 8)
    parts[type] = [...(parts[type] ?? []), png.subarray(at + 8, at + 8 + length)]
    at += length + 12
  }
  return { header: Buffer.concat(parts['IHDR'] ?? []), data: Buffer.concat(parts['IDAT'] ?? []) }
}

interface Layout {
  /** Bytes in a row. */
  readonly width: number
  readonly height: number
  readonly channels: number
}

/** Undoes the filters of all rows (§9). */
function unfiltered(rows: Buffer, { width, height, channels }: Layout): Buffer {
  const pixels = Buffer.alloc(width * height)
  for (let row = 0; row < height; row++) {
    const filter = rows[row * (width + 1)]
    const start = row * width
    for (let column = 0; column < width; column++) {
      const left = column < channels ? 0 : (pixels[start + column - channels] ?? 0)
      const above = row === 0 ? 0 : (pixels[start - width + column] ?? 0)
      const corner = row === 0 || column < channels ? 0 : (pixels[start - width + column - channels] ?? 0)
      const raw = rows[row * (width + 1) + 1 + column] ?? 0
      pixels[start + column] = raw + predicted(filter, left, above, corner)
    }
  }
  return pixels
}

function predicted(filter: number | undefined, left: number, above: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return above
  if (filter === 3) return (left + above) >> 1
  if (filter !== 4) return 0
  const [toLeft, toAbove] = [Math.abs(above - corner), Math.abs(left - corner)]
  const toCorner = Math.abs(left + above - 2 * corner)
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

function coloursOf(pixels: Buffer, channels: number): Map<number, number> {
  const counts = new Map<number, number>()
  for (let at = 0; at < pixels.length; at += channels) {
    const colour = pixels.readUIntBE(at, 3)
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return counts
}

function nearest(colour: number, palette: readonly number[]): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (const [index, other] of palette.entries()) {
    const distance = [16, 8, 0].reduce((sum, shift) => {
      const difference = ((colour >> shift) & 255) - ((other >> shift) & 255)
      return sum + difference * difference
    }, 0)
    if (distance < least) [best, least] = [index, distance]
  }
  return best
}

function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}
