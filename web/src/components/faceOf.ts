/** What makes one face different from another; every account has the same one on every device. */
export interface Face {
  /** Background and drawing, hex. */
  readonly ground: string
  readonly ink: string
  readonly eyes: 'dots' | 'wide' | 'happy' | 'wink' | 'sleepy'
  readonly mouth: 'smile' | 'grin' | 'line' | 'oh' | 'smirk' | 'cat'
  /** Degrees by which the head is tilted. */
  readonly tilt: number
  /** Where it looks, in hundredths of its width. */
  readonly look: readonly [x: number, y: number]
  readonly hair: 'none' | 'tuft' | 'fringe' | 'ears' | 'hat'
}

type Colours = readonly [ground: string, ink: string]

const colours: readonly [Colours, ...Colours[]] = [
  ['#f6b8a8', '#5a1d10'],
  ['#f7cf8b', '#54360a'],
  ['#e8dd78', '#453d06'],
  ['#bfe08d', '#27400a'],
  ['#97e0b4', '#0b4326'],
  ['#8fdfd8', '#07423d'],
  ['#9dd3f5', '#0c3a57'],
  ['#b3c1fa', '#1e2a6a'],
  ['#d3b8f7', '#3f1c69'],
  ['#f3b4e3', '#5a1149'],
  ['#f7b2c5', '#5c1128'],
  ['#d5cabd', '#3d3020'],
]
const eyes = ['dots', 'wide', 'happy', 'wink', 'sleepy'] as const
const mouths = ['smile', 'grin', 'line', 'oh', 'smirk', 'cat'] as const
const hairs = ['none', 'tuft', 'fringe', 'ears', 'hat'] as const

/** The face of an account, from the bytes of its address (which are random already). */
export function faceOf(address: string): Face {
  const hex = address.toLowerCase().replace(/^0x/, '')
  const byte = (index: number) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16) || 0
  const pick = <T>(list: readonly [T, ...T[]], index: number): T => list[byte(index) % list.length] ?? list[0]
  const [ground, ink] = pick(colours, 0)
  return {
    ground,
    ink,
    eyes: pick(eyes, 1),
    mouth: pick(mouths, 2),
    hair: pick(hairs, 3),
    tilt: (byte(4) % 5) * 5 - 10,
    look: [(byte(5) % 5) * 2 - 4, (byte(6) % 3) * 2 - 2],
  }
}
