import type { ErrorComponentProps } from '@tanstack/react-router'
import { Button } from '../components/Button.tsx'
import { ErrorNotice } from '../components/ErrorNotice.tsx'
import { Page } from '../components/Page.tsx'

/** A page that could not be shown: its code did not load, or a defect. */
export function FailedPage({ error }: Pick<ErrorComponentProps, 'error'>) {
  return (
    <Page
      width="dialog"
      title="This page could not be shown"
      actions={<Button onClick={() => window.location.reload()}>Reload</Button>}
    >
      <ErrorNotice error={error} />
    </Page>
  )
}
