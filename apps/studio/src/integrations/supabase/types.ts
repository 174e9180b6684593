// The schema of supabase/migrations, in the shape that supabase-js reads. `supabase gen types
// typescript` gives the same types spelled out.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]

/** `Defaulted` names the columns that the database fills when an insert leaves them out. */
type Table<Row, Defaulted extends keyof Row, Relationships> = {
  Row: Row
  Insert: Omit<Row, Defaulted> & Partial<Pick<Row, Defaulted>>
  Update: Partial<Row>
  Relationships: Relationships
}

type ToProject<Name extends string> = {
  foreignKeyName: Name
  columns: ['project_id']
  isOneToOne: false
  referencedRelation: 'projects'
  referencedColumns: ['id']
}

/** A function that answers with the row of a table: one, or (`Many`) none or more. */
type Answers<Name extends string, Row, Many extends boolean> = {
  Returns: Many extends true ? Row[] : Row
  SetofOptions: {
    from: '*'
    to: Name
    isOneToOne: Many extends true ? false : true
    isSetofReturn: Many
  }
}

type TaskStatus = 'Queued' | 'In Progress' | 'Complete' | 'Failed' | 'Cancelled'

type User = {
  created_at: string
  id: string
  name: string | null
  settings: Json
  updated_at: string
}

type TaskType = {
  category: string
  content_type: string
  display_name: string
  is_visible: boolean
  name: string
  tool_type: string
}

type Project = {
  aspect_ratio: string | null
  created_at: string
  id: string
  name: string
  settings: Json
  updated_at: string
  user_id: string
}

type Task = {
  attempts: number
  cost_cents: number | null
  created_at: string
  dependant_on: string | null
  error_message: string | null
  generation_created: boolean
  generation_processed_at: string | null
  generation_started_at: string | null
  id: string
  output_location: string | null
  params: Json
  project_id: string
  status: TaskStatus
  task_type: string
  updated_at: string
  worker_id: string | null
}

type Generation = {
  created_at: string
  id: string
  location: string | null
  params: Json | null
  project_id: string
  starred: boolean
  tasks: Json | null
  thumbnail_url: string | null
  type: string
  updated_at: string
}

type Shot = {
  created_at: string
  id: string
  name: string
  position: number
  project_id: string
  settings: Json
  updated_at: string
}

type ShotGeneration = {
  created_at: string
  generation_id: string
  id: string
  position: number | null
  project_id: string
  shot_id: string
}

type ShotStatistics = {
  created_at: string | null
  name: string | null
  position: number | null
  positioned_count: number | null
  project_id: string | null
  settings: Json | null
  shot_id: string | null
  total_generations: number | null
  unpositioned_count: number | null
  video_count: number | null
}

type PublicTables = {
  users: Table<User, keyof User, []>
  task_types: Table<TaskType, 'is_visible', []>
  projects: Table<Project, Exclude<keyof Project, 'name'>, []>
  tasks: Table<
    Task,
    Exclude<keyof Task, 'params' | 'project_id'>,
    [
      {
        foreignKeyName: 'tasks_dependant_on_fkey'
        columns: ['project_id', 'dependant_on']
        isOneToOne: false
        referencedRelation: 'tasks'
        referencedColumns: ['project_id', 'id']
      },
      ToProject<'tasks_project_id_fkey'>,
      {
        foreignKeyName: 'tasks_task_type_fkey'
        columns: ['task_type']
        isOneToOne: false
        referencedRelation: 'task_types'
        referencedColumns: ['name']
      },
    ]
  >
  generations: Table<
    Generation,
    Exclude<keyof Generation, 'project_id'>,
    [ToProject<'generations_project_id_fkey'>]
  >
  shots: Table<
    Shot,
    Exclude<keyof Shot, 'name' | 'project_id'>,
    [ToProject<'shots_project_id_fkey'>]
  >
  shot_generations: Table<
    ShotGeneration,
    'created_at' | 'id' | 'position',
    [
      {
        foreignKeyName: 'shot_generations_generation_id_fkey'
        columns: ['project_id', 'generation_id']
        isOneToOne: false
        referencedRelation: 'generations'
        referencedColumns: ['project_id', 'id']
      },
      {
        foreignKeyName: 'shot_generations_shot_id_fkey'
        columns: ['project_id', 'shot_id']
        isOneToOne: false
        referencedRelation: 'shots'
        referencedColumns: ['project_id', 'id']
      },
      {
        foreignKeyName: 'shot_generations_shot_id_fkey'
        columns: ['project_id', 'shot_id']
        isOneToOne: false
        referencedRelation: 'shot_statistics'
        referencedColumns: ['project_id', 'shot_id']
      },
    ]
  >
}

export type Database = {
  __InternalSupabase: { PostgrestVersion: '13.0.5' }
  public: {
    Tables: PublicTables
    Views: {
      shot_statistics: { Row: ShotStatistics; Relationships: [] }
    }
    Functions: {
      add_generation_to_shot: {
        Args: { p_generation_id: string; p_shot_id: string; p_with_position?: boolean }
      } & Answers<'shot_generations', ShotGeneration, false>
      announce_task: { Args: { p_task_id: string }; Returns: undefined }
      changes_since: { Args: { cursor?: string; scopes: string[] }; Returns: Json }
      claim_next_task: { Args: { p_worker_id: string } } & Answers<'tasks', Task, true>
      complete_task: {
        Args: {
          p_generation_params: Json
          p_location: string
          p_task_id: string
          p_thumbnail_url: string
        }
      } & Answers<'tasks', Task, true>
      count_unpositioned_generations: { Args: { p_shot_id: string }; Returns: number }
      create_shot_with_image: {
        Args: {
          p_generation_id: string
          p_project_id: string
          p_shot_id?: string
          p_shot_name: string
        }
      } & Answers<'shots', Shot, false>
      duplicate_shot: {
        Args: { p_new_id: string; p_shot_id: string }
      } & Answers<'shots', Shot, false>
      everfresh_rotate: { Args: Record<PropertyKey, never>; Returns: string }
      fail_task: {
        Args: { p_error: string; p_task_id: string; p_worker_id?: string }
      } & Answers<'tasks', Task, true>
      finish_task: {
        Args: { p_location: string; p_task_id: string }
      } & Answers<'tasks', Task, true>
      hold_project_of_task: { Args: { p_task_id: string }; Returns: undefined }
      link_generation: {
        Args: { p_task_id: string }
      } & Answers<'shot_generations', ShotGeneration, true>
      patch_settings: {
        Args: { p_id: string; p_patch: Json; p_scope: string }
        Returns: Json
      }
      plan_film: {
        Args: { p_task_id: string; p_worker_id: string }
      } & Answers<'tasks', Task, true>
      record_generation: {
        Args: { p_location: string; p_params: Json; p_task_id: string; p_thumbnail_url: string }
      } & Answers<'generations', Generation, true>
      reorder_shot_images: {
        Args: { p_generation_ids: string[]; p_shot_id: string }
      } & Answers<'shot_generations', ShotGeneration, true>
      reorder_shots: {
        Args: { p_project_id: string; p_shot_ids: string[] }
      } & Answers<'shots', Shot, true>
      reset_orphans: { Args: { p_silence?: string } } & Answers<'tasks', Task, true>
      unposition_shot_image: {
        Args: { p_generation_id: string; p_shot_id: string }
      } & Answers<'shot_generations', ShotGeneration, true>
    }
    Enums: { task_status: TaskStatus }
    CompositeTypes: { [_ in never]: never }
  }
}

/** A row of a table as a select returns it. */
export type Tables<Name extends keyof PublicTables> = PublicTables[Name]['Row']

/** What an insert into a table takes. */
export type TablesInsert<Name extends keyof PublicTables> = PublicTables[Name]['Insert']
