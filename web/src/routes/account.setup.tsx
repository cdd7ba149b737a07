import { Page } from '../components/Page.tsx'
import { Spinner } from '../components/Spinner.tsx'

export default function Route() {
  return (
    <Page title="Set up recovery">
      <Spinner label="One moment…" />
    </Page>
  )
}
