import { Clapperboard, Film, Image, Images, Star, Wand } from 'lucide-react'
import type { ReactNode } from 'react'
import { useShots } from '../shots/use-shots.ts'
import { FilterSelect } from './filter-select.tsx'
import { flag, type GalleryFilters, MEDIA_TYPES, TOOLS } from './filters.ts'
import { SearchField } from './search-field.tsx'
import styles from './gallery-toolbar.module.css'

interface GalleryToolbarProps {
  readonly projectId: string
  readonly filters: GalleryFilters
  readonly onFilters: (filters: GalleryFilters, refines?: boolean) => void
}

const MEDIA_NAMES = { all: 'All', image: 'Pictures', video: 'Videos' } as const
const MEDIA_ICONS = { all: <Images />, image: <Image />, video: <Film /> } as const

/** Which pictures are shown. On a phone it is one line that is pushed along by a finger. */
export function GalleryToolbar({ projectId, filters, onFilters }: GalleryToolbarProps): ReactNode {
  return (
    <div className={styles.toolbar} role="search" aria-label="Which pictures">
      <SearchField
        value={filters.searchTerm ?? ''}
        onSearch={text =>
          // What is typed on is one search, not one for each pause.
          onFilters(
            { ...filters, searchTerm: text || undefined },
            filters.searchTerm !== undefined && text !== '',
          )
        }
      />
      <div className={styles.filters}>
        <FilterSelect
          label="Pictures or videos"
          icon={MEDIA_ICONS[filters.mediaType]}
          value={filters.mediaType}
          isSet={filters.mediaType !== 'all'}
          options={MEDIA_TYPES.map(type => ({ value: type, name: MEDIA_NAMES[type] }))}
          onChange={value =>
            onFilters({ ...filters, mediaType: MEDIA_TYPES.find(type => type === value) ?? 'all' })
          }
          testId="filter-media"
        />
        <ToolFilter filters={filters} onFilters={onFilters} />
        <ShotFilter projectId={projectId} filters={filters} onFilters={onFilters} />
        <button
          type="button"
          className={styles.chip}
          aria-pressed={filters.starredOnly === true}
          onClick={() => onFilters({ ...filters, starredOnly: flag(!filters.starredOnly) })}
          data-testid="filter-starred"
        >
          <Star aria-hidden />
          Starred
        </button>
        {filters.shotId !== undefined && (
          <button
            type="button"
            className={styles.chip}
            aria-pressed={filters.excludePositioned === true}
            onClick={() =>
              onFilters({ ...filters, excludePositioned: flag(!filters.excludePositioned) })
            }
            data-testid="filter-unplaced"
          >
            Without a place
          </button>
        )}
      </div>
    </div>
  )
}

type PartProps = Pick<GalleryToolbarProps, 'filters' | 'onFilters'>

function ToolFilter({ filters, onFilters }: PartProps): ReactNode {
  return (
    <FilterSelect
      label="What made them"
      icon={<Wand />}
      value={filters.toolType ?? ''}
      isSet={filters.toolType !== undefined}
      options={[
        { value: '', name: 'Any origin' },
        ...TOOLS.map(({ tool, name }) => ({ value: tool, name })),
      ]}
      onChange={value => onFilters({ ...filters, toolType: value || undefined })}
      testId="filter-tool"
    />
  )
}

const IN_NO_SHOT = 'none'

function ShotFilter({ projectId, filters, onFilters }: GalleryToolbarProps): ReactNode {
  const { data: shots = [] } = useShots(projectId)
  const { shotId, withoutShot } = filters
  const choose = (value: string): void =>
    onFilters({
      ...filters,
      shotId: value === '' || value === IN_NO_SHOT ? undefined : value,
      excludePositioned: undefined,
      withoutShot: flag(value === IN_NO_SHOT),
    })
  return (
    <FilterSelect
      label="In which shot"
      icon={<Clapperboard />}
      value={withoutShot ? IN_NO_SHOT : (shotId ?? '')}
      isSet={withoutShot === true || shotId !== undefined}
      options={[
        { value: '', name: 'Any shot' },
        { value: IN_NO_SHOT, name: 'In no shot' },
        ...shots.map(({ id, name }) => ({ value: id, name })),
        // A shot that is not there, or not yet: the choice says so instead of looking unset.
        ...(shotId !== undefined && !shots.some(({ id }) => id === shotId)
          ? [{ value: shotId, name: 'This shot' }]
          : []),
      ]}
      onChange={choose}
      testId="filter-shot"
    />
  )
}
