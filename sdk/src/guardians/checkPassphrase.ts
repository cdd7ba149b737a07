import { normalisePassphrase } from './normalisePassphrase.ts'

/** Fewest characters (code points after normalisation) of an own passphrase. */
const MIN_CHARACTERS = 15
/** zxcvbn's best score. */
const MIN_SCORE = 4
/** Fewest guesses that zxcvbn must expect. */
const MIN_GUESSES = 1e14

/** What is wrong with an own passphrase. */
export type PassphraseProblem = 'too-short' | 'guessable'

/** How strong an own passphrase is. */
export interface PassphraseVerdict {
  /** Whether it may be used; so exactly when there is no problem. */
  readonly strong: boolean
  readonly problems: readonly PassphraseProblem[]
  readonly characters: number
  /** zxcvbn's score, 0 to 4. */
  readonly score: number
  /** zxcvbn's estimate of how many guesses find it. */
  readonly guesses: number
  /** zxcvbn's sentences about why, and how to do better; may be empty. */
  readonly advice: readonly string[]
}

/**
 * Judges a passphrase that somebody made up (P-05): at least 15 characters after NFKC, zxcvbn score 4 and 10^14 guesses
 * with its common and English dictionaries, which are loaded when this is first called. Anybody can test guesses against
 * a guardian's public address, so this is stricter than for passwords that a server checks. Generated ones need no check.
 * @param related names, addresses and the like that somebody who knows the person would try first
 * @throws InvalidPassphraseError
 */
export async function checkPassphrase(
  passphrase: string,
  related: readonly string[] = [],
): Promise<PassphraseVerdict> {
  const normalised = normalisePassphrase(passphrase)
  const { score, guesses, feedback } = (await estimator()).check(normalised, [...related])
  const characters = [...normalised].length
  const problems: PassphraseProblem[] = []
  if (characters < MIN_CHARACTERS) problems.push('too-short')
  if (score < MIN_SCORE || guesses < MIN_GUESSES) problems.push('guessable')
  const advice = [feedback.warning, ...feedback.suggestions].filter(
    (sentence) => typeof sentence === 'string',
  )
  return {
    strong: problems.length === 0,
    problems,
    characters,
    score,
    guesses,
    advice: advice.filter(Boolean),
  }
}

let loaded: ReturnType<typeof load> | undefined

function estimator(): ReturnType<typeof load> {
  // A failed download must not be remembered.
  loaded ??= load().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}

/** The dictionaries are 0.8 MB compressed; only who makes up a passphrase loads them. */
async function load() {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ])
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  })
}
