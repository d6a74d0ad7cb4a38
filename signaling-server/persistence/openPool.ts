import pg from 'pg';

/** The type's number in PostgreSQL's catalogue. */
const INT8: number = pg.types.builtins.INT8;

/** A bigint is a moment or a count of bytes in this schema, both below 2^53. */
const types = {
  getTypeParser: ((typeId: number, format?: 'text' | 'binary') =>
    typeId === INT8 && format !== 'binary'
      ? Number
      : // The overloads of pg's own function cannot be expressed by one call.
        (pg.types.getTypeParser as (id: number, format?: string) => unknown)(
          typeId,
          format,
        )) as typeof pg.types.getTypeParser,
};

/** A pool of clients whose lost idle connections are reported instead of ending the process. */
export function openPool(config: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ ...config, types });
  pool.on('error', onError);
  return pool;
}
