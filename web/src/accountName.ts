/** Names as the server and everybody else know them: lower case, digits, single hyphens inside. */
const longest = 30

/** What somebody types, as far as it can be put right without asking: capitals and spaces around it. */
export function tidyName(typed: string): string {
  return typed.trim().toLowerCase()
}

/** Why this cannot be a name, in a sentence; undefined if it can, or if nothing is typed yet. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return undefined
  const foreign = [...name].find((letter) => (letter.codePointAt(0) ?? 0) > 0x7f)
  if (foreign)
    return `“${foreign}” is not possible: it could be mistaken for another letter. Use only a to z, digits and hyphens.`
  const wrong = [...name].find((letter) => !/[a-z0-9-]/.test(letter))
  if (wrong)
    return `“${wrong === ' ' ? 'space' : wrong}” is not possible. Use only a to z, digits and hyphens.`
  if (name.startsWith('-') || name.endsWith('-')) return 'A hyphen cannot stand at the beginning or the end.'
  if (name.includes('--')) return 'Two hyphens cannot stand beside each other.'
  const length = name.replaceAll('-', '').length
  if (length < 3) return 'Use at least 3 letters or digits.'
  if (length > longest) return `Use at most ${longest} letters and digits.`
  return undefined
}
