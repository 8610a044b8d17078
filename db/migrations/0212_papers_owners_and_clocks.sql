-- Of a number among the papers only its last places are kept: who somebody is stands with the applicant, enciphered.
create function pg_temp.masked(papers jsonb) returns jsonb language sql as $$
  select coalesce(jsonb_agg(case
    when p ? 'number' and p ->> 'kind' = 'identity'
      then p || jsonb_build_object('number', regexp_replace(p ->> 'number', '.(?=.{4})', '*', 'g'))
    when (p ->> 'number') ~ '(^|\D)\d{17}[\dXx](\D|$)'
      then p || jsonb_build_object('number', regexp_replace(p ->> 'number', '\d{14}(?=\d{3}[\dXx](\D|$))', '**************', 'g'))
    else p end order by n), '[]')
  from jsonb_array_elements(papers) with ordinality as e(p, n)
$$;
update application set papers = pg_temp.masked(papers) where papers @> '[{"kind": "identity"}]';
drop trigger application_step_kept on application_step;
update application_step set data = jsonb_set(data, '{papers}', pg_temp.masked(data -> 'papers'))
where step = 'accept' and jsonb_typeof(data -> 'papers') = 'array';
create trigger application_step_kept before update or delete on application_step
  for each row execute function refuse_change();
