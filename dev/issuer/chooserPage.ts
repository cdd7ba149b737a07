import type { Person } from './people.ts'

/** "Choose an account": a button for everybody, and one to refuse. */
export function chooserPage(people: readonly Person[], client: string): string {
  const buttons = people
    .map(
      ({ subject, name, address }) =>
        `<button name="account" value="${subject}"><strong>${name}</strong><br>${address}</button>`,
    )
    .join('\n')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Dev Google – choose an account</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 32px 16px; max-width: 400px }
  form { display: grid; gap: 8px }
  button { font: inherit; text-align: left; padding: 12px 16px; border: 1px solid #8888; border-radius: 12px; background: none }
</style>
<h1>Dev Google</h1>
<p>Choose an account for ${client.replaceAll(/[^\w.-]/g, '')}. This page exists in the local stack only.</p>
<form method="post">
${buttons}
<button name="account" value="">Cancel</button>
</form>
</html>
`
}
