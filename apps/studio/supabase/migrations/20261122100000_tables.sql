-- The Studio's data: projects hold tasks (prompts waiting for a picture or a film), generations (the
-- pictures and films) and shots (ordered selections of pictures).

create type public.task_status as enum ('Queued', 'In Progress', 'Complete', 'Failed', 'Cancelled');

-- What a person set for themselves. The row is made by the first write; until then there is none.
create table public.users (
  id uuid primary key default auth.uid() references auth.users (id) on delete cascade,
  name text,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_name_length check (name !~ '^\s|\s$' and char_length(name) between 1 and 80),
  constraint users_settings_object
    check (jsonb_typeof(settings) = 'object' and char_length(settings::text) <= 32000)
);

create table public.projects (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  aspect_ratio text,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint projects_name_length check (name !~ '^\s|\s$' and char_length(name) between 1 and 80),
  constraint projects_settings_object
    check (jsonb_typeof(settings) = 'object' and char_length(settings::text) <= 32000)
);

-- Only a task of category 'generation' ends in a row of generations, of type content_type. Tasks that
-- are not visible are parts of another one, and no list and no count shows them.
create table public.task_types (
  name text primary key,
  category text not null
    check (category in ('generation', 'processing', 'orchestration', 'utility')),
  display_name text not null,
  tool_type text not null,
  content_type text not null check (content_type in ('image', 'video')),
  is_visible boolean not null default true
);

insert into public.task_types (name, category, display_name, tool_type, content_type, is_visible)
values
  ('image', 'generation', 'Picture', 'image-generation', 'image', true),
  ('travel_orchestrator', 'orchestration', 'Film', 'travel-between-images', 'video', true),
  ('travel_segment', 'processing', 'Part of a film', 'travel-between-images', 'video', false),
  ('travel_stitch', 'generation', 'Joining a film', 'travel-between-images', 'video', false);

-- params: {prompt, seed, index, of, shot_id?, position?}. With a shot_id the finished picture joins
-- that shot: at `position` when it is a number, unpositioned when it is null, else at the end.
-- A film's: {prompt, shot_id, generation_ids}. Its parts name it in orchestrator_task_id_ref.
create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  task_type text not null default 'image' references public.task_types (name),
  params jsonb not null,
  status public.task_status not null default 'Queued',
  dependant_on uuid,
  output_location text,
  worker_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  generation_started_at timestamptz,
  generation_processed_at timestamptz,
  generation_created boolean not null default false,
  cost_cents numeric,
  error_message text,
  attempts integer not null default 0,
  constraint tasks_prompt_length check (
    jsonb_typeof(params -> 'prompt') is not distinct from 'string'
    and params ->> 'prompt' ~ '\S'
    and char_length(params ->> 'prompt') <= 2000
  ),
  constraint tasks_params_size check (char_length(params::text) <= 16000)
);

-- tasks: the ids of the tasks it came of, the one that a person submitted first. params.tool_type says
-- what made it: 'upload' for a picture that a person brought.
create table public.generations (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  tasks jsonb,
  params jsonb,
  location text,
  thumbnail_url text,
  type text not null default 'image',
  starred boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint generations_location_shows_a_picture
    check (location ~ '^(https?://|data:image/)' and char_length(location) <= 2000),
  constraint generations_thumbnail_url_shows_a_picture
    check (thumbnail_url ~ '^(https?://|data:image/)' and char_length(thumbnail_url) <= 2000),
  constraint generations_type_length check (char_length(type) between 1 and 80),
  constraint generations_params_size check (char_length(params::text) <= 16000)
);

-- position 0 asks for the place after the last shot.
create table public.shots (
  id uuid primary key default gen_random_uuid(),
  project_id uuid not null references public.projects (id) on delete cascade,
  name text not null,
  position integer not null default 0,
  settings jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint shots_name_length check (name !~ '^\s|\s$' and char_length(name) between 1 and 80),
  constraint shots_settings_object
    check (jsonb_typeof(settings) = 'object' and char_length(settings::text) <= 32000)
);

-- (project_id, id) is unique so that other rows can point at "that row of the same project", and so
-- that a DELETE event can carry its project (see the realtime migration).
create unique index projects_user_id_id on public.projects (user_id, id);
create unique index tasks_project_id_id on public.tasks (project_id, id);
create unique index generations_project_id_id on public.generations (project_id, id);
create unique index shots_project_id_id on public.shots (project_id, id);

alter table public.tasks
  add constraint tasks_dependant_on_fkey foreign key (project_id, dependant_on)
  references public.tasks (project_id, id) on delete set null (dependant_on);

-- Both keys share project_id: a picture of one project can never enter a shot of another, whoever asks.
create table public.shot_generations (
  id uuid primary key default gen_random_uuid(),
  shot_id uuid not null,
  generation_id uuid not null,
  project_id uuid not null,
  position integer,
  created_at timestamptz not null default now(),
  constraint shot_generations_shot_id_fkey foreign key (project_id, shot_id)
    references public.shots (project_id, id) on delete cascade,
  constraint shot_generations_generation_id_fkey foreign key (project_id, generation_id)
    references public.generations (project_id, id) on delete cascade,
  constraint shot_generations_once unique (shot_id, generation_id)
);
create unique index shot_generations_project_id_id on public.shot_generations (project_id, id);

create index tasks_project_id_status on public.tasks (project_id, status);
create index tasks_status_created_at on public.tasks (status, created_at);
create index tasks_task_type on public.tasks (task_type);
create index tasks_orchestrator on public.tasks (project_id, (params ->> 'orchestrator_task_id_ref'))
  where params ->> 'orchestrator_task_id_ref' is not null;
create index tasks_dependant_on on public.tasks (dependant_on) where dependant_on is not null;
create index generations_project_id_created_at on public.generations (project_id, created_at desc);
create index generations_project_id_starred on public.generations (project_id, starred);
create index shot_generations_shot_id_position on public.shot_generations (shot_id, position);
create index shot_generations_generation_id on public.shot_generations (generation_id);

-- A task done twice (a worker that was thought dead came back) still gives one picture.
create unique index generations_one_per_task on public.generations ((tasks ->> 0));

-- A list of shots is one request: the view has what a list shows of a shot beside the counts, and its
-- pictures are embedded through the shot that both point at.
create view public.shot_statistics with (security_invoker = true) as
select
  s.id as shot_id,
  s.project_id,
  count(g.id) as total_generations,
  count(g.id) filter (where g.type not like '%video%' and l.position is not null) as positioned_count,
  count(g.id) filter (where g.type not like '%video%' and l.position is null) as unpositioned_count,
  count(g.id) filter (where g.type like '%video%') as video_count,
  s.name,
  s.position,
  s.settings,
  s.created_at
from public.shots s
left join public.shot_generations l on l.shot_id = s.id
left join public.generations g on g.id = l.generation_id
group by s.id, s.project_id;
