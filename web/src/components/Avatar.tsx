import { type Face, faceOf } from './faceOf.ts'

/** The generated face of an account. Decoration: its name stands beside it. */
export function Avatar({ address, size = 'md' }: AvatarProps) {
  const face = faceOf(address)
  const [x, y] = face.look
  return (
    <svg viewBox="0 0 100 100" className={`${sizes[size]} shrink-0 rounded-full`} aria-hidden="true">
      <rect width="100" height="100" fill={face.ground} />
      <g
        transform={`rotate(${face.tilt} 50 50) translate(${x} ${y})`}
        fill="none"
        stroke={face.ink}
        strokeWidth="6"
        strokeLinecap="round"
        strokeLinejoin="round"
      >
        {hair[face.hair]}
        <Eyes kind={face.eyes} />
        <path d={mouths[face.mouth]} />
      </g>
    </svg>
  )
}

/** @see Avatar */
export interface AvatarProps {
  readonly address: string
  readonly size?: 'sm' | 'md' | 'lg'
}

const sizes = { sm: 'size-4', md: 'size-6', lg: 'size-9' }

const mouths: Record<Face['mouth'], string> = {
  smile: 'M38 64q12 12 24 0',
  grin: 'M36 62h28q-3 14-14 14t-14-14z',
  line: 'M40 67h20',
  oh: 'M50 62a5 6 0 1 0 .1 0z',
  smirk: 'M40 68q12 2 20-6',
  cat: 'M36 63q7 9 14 0q7 9 14 0',
}

const hair: Record<Face['hair'], React.ReactNode> = {
  none: null,
  tuft: <path d="M50 24q-2-10 6-14M50 24q-8-8-16-6" />,
  fringe: <path d="M22 36q8-18 28-18t28 18" />,
  ears: <path d="M24 30l2-16l14 9M76 30l-2-16l-14 9" />,
  hat: <path d="M26 28h48M36 28v-12h28v12" />,
}

function Eyes({ kind }: { readonly kind: Face['eyes'] }) {
  const left = { dots: dot(36), wide: ring(36), happy: arc(36), wink: dot(36), sleepy: lid(36) }
  const right = { dots: dot(64), wide: ring(64), happy: arc(64), wink: arc(64), sleepy: lid(64) }
  return (
    <>
      {left[kind]}
      {right[kind]}
    </>
  )
}

const dot = (x: number) => <path d={`M${x} 44v3`} strokeWidth="9" />
const ring = (x: number) => <circle cx={x} cy="45" r="6" />
const arc = (x: number) => <path d={`M${x - 7} 47q7-9 14 0`} />
const lid = (x: number) => <path d={`M${x - 7} 44q7 8 14 0`} />
