import type { Check } from './Check.ts'
import { isThere, type TextFile } from './files.ts'

const isPicture = /\.png$/
const isDocument = (path: string) => /^([^/]+\/)?[^/]+\.md$|^docs\/.*\.md$/.test(path)

/** Every path that a document names in backticks or links to exists, and so does every `npm run` script. */
export function documentPaths(files: readonly TextFile[], scripts: readonly string[]): Check {
  const paths = new Set(files.flatMap(({ path }) => withFolders(path)))
  return {
    name: 'paths in documents',
    advice: 'Correct the document, or drop what it says of a file that is gone.',
    problems: () =>
      files
        .filter(({ path }) => isDocument(path))
        .flatMap((document) => [
          ...namedPaths(document)
            .filter((path) => !paths.has(path) && !(isPicture.test(path) && isThere(path)))
            .map((path) => `${document.path}: ${path} does not exist`),
          ...[...document.text.matchAll(/\bnpm run ([a-z][\w:-]*)/g)]
            .map(([, script]) => script ?? '')
            .filter((script) => !scripts.includes(script))
            .map((script) => `${document.path}: there is no script "npm run ${script}"`),
        ]),
  }
}

// In backticks a path is meant from the root; a link is meant from the document, as renderers resolve it.
function namedPaths({ path, text }: TextFile): string[] {
  const quoted = [
    ...text.matchAll(/`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|sol|md|json|css|html|svg|sql|sh|toml))`/g),
  ]
  const linked = [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)]
  return [
    ...quoted.map(([, named]) => (named ?? '').replace(/^\.\//, '')),
    ...linked.map(([, link]) => new URL(link ?? '', `file:///${path}`).pathname.replace(/^\/|\/$/g, '')),
  ]
}

function withFolders(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}
