import { useId, useState, type ReactNode } from 'react'
import { kept } from './browser-page.ts'
import { DoctorTab } from './doctor/doctor-tab.tsx'
import { useDiagnosis, type Doctor } from './doctor/use-diagnosis.ts'
import { NowTab } from './now/now-tab.tsx'
import type { EverfreshDevtoolsPanelProps } from './props.ts'
import { QueriesTab } from './queries/queries-tab.tsx'
import { Banners } from './shell/banners.tsx'
import { Bar } from './shell/bar.tsx'
import { Empty } from './shell/empty.tsx'
import { ErrorBoundary } from './shell/error-boundary.tsx'
import { Tabs, type TabWords } from './shell/tabs.tsx'
import { ROOT_CLASS, Styles } from './styles/index.tsx'
import { TimelineTab } from './timeline/timeline-tab.tsx'
import { useSight, type Sight } from './use-sight.ts'

type TabId = 'now' | 'timeline' | 'queries' | 'doctor'

const tabs: readonly TabWords<TabId>[] = [
  { id: 'now', label: 'Now' },
  { id: 'timeline', label: 'Timeline' },
  { id: 'queries', label: 'Queries' },
  { id: 'doctor', label: 'Doctor' },
]

/** The panel without a dock of its own: as large as what it is in. Never throws into the app. */
export function EverfreshDevtoolsPanel(props: EverfreshDevtoolsPanelProps): ReactNode {
  return (
    <div
      className={ROOT_CLASS}
      data-theme={props.theme}
      style={{ display: 'block', height: '100%' }}
    >
      <Styles nonce={props.nonce} />
      <Panel {...props} />
    </div>
  )
}

/** The same within an element that has the styles already. */
export function Panel(props: EverfreshDevtoolsPanelProps): ReactNode {
  return (
    <ErrorBoundary>
      <Parts {...props} />
    </ErrorBoundary>
  )
}

function Parts(props: EverfreshDevtoolsPanelProps): ReactNode {
  const sight = useSight(props)
  // Above the tabs: what was found stays there while another tab is looked at.
  const doctor = useDiagnosis(props.diagnose, sight.clock)
  const id = useId()
  const [current, setCurrent] = useState<TabId>(keptTab)
  const choose = (tab: TabId): void => {
    kept.write('tab', tab)
    setCurrent(tab)
  }
  return (
    <div className="panel">
      <Bar
        props={props}
        sight={sight}
        tabs={<Tabs tabs={tabs} current={current} onChoose={choose} id={id} />}
      />
      <Banners sight={sight} />
      <div
        className="body"
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-tab-${current}`}
        tabIndex={0}
      >
        <ErrorBoundary key={`${current} ${sight.loaded}`}>
          <TabBody tab={current} sight={sight} doctor={doctor} />
        </ErrorBoundary>
      </div>
    </div>
  )
}

interface TabBodyProps {
  readonly tab: TabId
  readonly sight: Sight
  readonly doctor: Doctor
}

function TabBody({ tab, sight, doctor }: TabBodyProps): ReactNode {
  const { snapshot } = sight
  if (tab === 'doctor') return <DoctorTab sight={sight} doctor={doctor} />
  if (snapshot === undefined) {
    return (
      <Empty title="There is nothing to look at">
        <p>Pass the panel a realtime, or load a snapshot that somebody took.</p>
      </Empty>
    )
  }
  switch (tab) {
    case 'now':
      return <NowTab sight={sight} snapshot={snapshot} />
    case 'timeline':
      return <TimelineTab sight={sight} snapshot={snapshot} />
    case 'queries':
      return <QueriesTab sight={sight} snapshot={snapshot} />
  }
}

function keptTab(): TabId {
  const read = kept.read('tab')
  return tabs.find(({ id }) => id === read)?.id ?? 'now'
}
