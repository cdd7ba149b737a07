/** Somebody with an account at the local issuer. */
export interface Person {
  /** `sub`, as long as Google's. */
  readonly subject: string
  readonly name: string
  readonly address: string
}

/** The two who have one. */
export const people: readonly Person[] = [
  { subject: '110169484474386276334', name: 'Ada Example', address: 'ada@gmail.example' },
  { subject: '110169484474386276335', name: 'Bob Example', address: 'bob@gmail.example' },
]
