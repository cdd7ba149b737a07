import type { Check } from './Check.ts'
import { isTest, isThere, type TextFile } from './files.ts'

const document = 'docs/checklist.md'
const idPattern = /^(?:IMT|DYN|ONE)-\d\d$/

/** Every line of the checklist has a sentence and a test that exists; a picture that it names exists; no id comes twice. */
export function checklistProofs(
  files: readonly TextFile[],
  hasPicture: (path: string) => boolean = isThere,
): Check {
  return {
    name: 'proofs of the checklist',
    advice: `Correct ${document}: a line names its id, what is met, \`file\`: title of the test, and perhaps a picture.`,
    problems() {
      const lines = linesOf(files.find(({ path }) => path === document)?.text ?? '')
      if (lines.length === 0) return [`${document} has no lines`]
      return lines.flatMap((line, index) => [
        ...(lines.slice(0, index).some(({ id }) => id === line.id) ? [`${line.id} comes twice`] : []),
        ...problemsOf(line, files).map((problem) => `${line.id}: ${problem}`),
        ...line.pictures
          .filter((path) => !hasPicture(path))
          .map((path) => `${line.id}: ${path} does not exist`),
      ])
    },
  }
}

interface Line {
  readonly id: string
  readonly met: string
  readonly proofs: readonly string[]
  readonly pictures: readonly string[]
}

function linesOf(text: string): Line[] {
  return text.split('\n').flatMap((row) => {
    const [id = '', met = '', proof = '', picture = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => cell.trim())
    if (!idPattern.test(id)) return []
    const pictures = [...picture.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => `docs/${link}`)
    return [{ id, met, proofs: proof.split('<br>').map((one) => one.trim()), pictures }]
  })
}

function problemsOf({ met, proofs }: Line, files: readonly TextFile[]): string[] {
  return [
    ...(met ? [] : ['nothing is said to be met']),
    ...proofs.flatMap((proof) => {
      const [, path, title = ''] = /^`([^`]+)`: (.+)$/.exec(proof) ?? []
      const file = files.find((one) => one.path === path)
      if (!path || !isTest(path)) return [`"${proof}" names no test`]
      if (!file) return [`${path} does not exist`]
      return hasTest(file, title) ? [] : [`${path} has no test "${title}"`]
    }),
  ]
}

function hasTest({ path, text }: TextFile, title: string): boolean {
  if (path.endsWith('.sol')) return text.includes(`function ${title}(`)
  return ["'", '"', '`'].some((quote) => text.includes(`test(${quote}${title}${quote}`))
}
