import { sql, type Migration } from 'kysely';

const nowMs = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

const statements = [
  sql`create table vehicle_places (
    vehicle_id text not null,
    since bigint not null,
    place_id text not null,
    primary key (vehicle_id, since)
  )`,
  // What was recorded before says where its vehicle belonged then; of the time before that nobody knows better.
  sql`insert into vehicle_places (vehicle_id, since, place_id)
    select vehicle_id, case when before is null then 0 else started_at end, place_id
    from (
      select vehicle_id, started_at, place_id,
        lag(place_id) over (partition by vehicle_id order by started_at, id) as before
      from segments where vehicle_id is not null
    ) as recorded
    where before is distinct from place_id
    on conflict do nothing`,
  sql`insert into vehicle_places (vehicle_id, since, place_id)
    select id, 0, place_id from vehicles where not exists (select from vehicle_places where vehicle_id = vehicles.id)`,
  sql`insert into vehicle_places (vehicle_id, since, place_id)
    select id, ${nowMs}, place_id from vehicles where place_id is distinct from (
      select place_id from vehicle_places where vehicle_id = vehicles.id order by since desc limit 1
    )`,
  sql`create function note_new_vehicle() returns trigger language plpgsql as $$
    begin
      insert into vehicle_places (vehicle_id, since, place_id) values (new.id, 0, new.place_id) on conflict do nothing;
      return null;
    end
  $$`,
  sql`create function note_moved_vehicle() returns trigger language plpgsql as $$
    begin
      insert into vehicle_places (vehicle_id, since, place_id) values (new.id, ${nowMs}, new.place_id)
        on conflict (vehicle_id, since) do update set place_id = excluded.place_id;
      return null;
    end
  $$`,
  sql`create trigger new_vehicles_have_a_place after insert on vehicles
    for each row execute function note_new_vehicle()`,
  sql`create trigger moved_vehicles_have_a_place after update of place_id on vehicles
    for each row when (old.place_id is distinct from new.place_id) execute function note_moved_vehicle()`,
];

/**
 * Where each vehicle belonged, and since when: what was recorded, or not recorded, keeps the place that was valid then.
 * Triggers keep it, whoever moves a vehicle.
 */
export const vehiclePlaces: Migration = {
  async up(database) {
    for (const statement of statements) await statement.execute(database);
  },
};
