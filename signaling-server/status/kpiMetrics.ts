import { Gauge } from 'prom-client';
import type { Metrics } from '../wire/Metrics';
import type { Kpis } from './Kpis';

/** KPI 1 to 4 of the last hour for Prometheus; read when it asks. */
export function kpiMetrics(kpis: Kpis, { registry }: Pick<Metrics, 'registry'>): void {
  const labelNames = ['kpi', 'source'] as const;
  const registers = [registry];
  new Gauge({
    name: 'zhiqin_kpi_ms',
    help: 'KPI 1 to 4 of push-to-talk (3GPP TS 22.179) over the last hour in milliseconds; KPI 3 is an estimate',
    labelNames: [...labelNames, 'quantile'],
    registers,
    collect() {
      this.reset();
      for (const { kpi, source, p50Ms, p95Ms } of kpis.readings()) {
        if (p50Ms !== null) this.set({ kpi, source, quantile: '0.5' }, p50Ms);
        if (p95Ms !== null) this.set({ kpi, source, quantile: '0.95' }, p95Ms);
      }
    },
  });
  new Gauge({
    name: 'zhiqin_kpi_samples',
    help: 'Measurements of each KPI in the last hour',
    labelNames,
    registers,
    collect() {
      for (const { kpi, source, count } of kpis.readings()) this.set({ kpi, source }, count);
    },
  });
  new Gauge({
    name: 'zhiqin_kpi_breaches',
    help: 'How often each KPI has gone over its limit since the start',
    labelNames,
    registers,
    collect() {
      for (const { kpi, source } of kpis.readings()) this.set({ kpi, source }, kpis.breaches(kpi, source));
    },
  });
}
