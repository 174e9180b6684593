-- A list of shots is one request: the view has what a list shows of a shot beside the counts, and its
-- pictures are embedded through the shot that both point at.
create or replace view public.shot_statistics with (security_invoker = true) as
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
