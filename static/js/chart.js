// Draws every element with data-chart="name" from the page's data of that name.
// The same numbers stand in a table beneath, so without this script nothing is missing.

(() => {
  "use strict";

  const data = document.getElementById("charts");
  if (!data || !window.echarts) return;
  const charts = JSON.parse(data.textContent);

  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const COLOURS = ["--chart-1", "--chart-2", "--chart-3"].map(token);
  const size = parseFloat(style.fontSize) * (document.documentElement.dataset.size === "large" ? 0.8 : 0.78);
  const text = { color: token("--ink"), fontFamily: token("--faces"), fontSize: size };
  const soft = { ...text, color: token("--ink-soft") };
  const line = { lineStyle: { color: token("--line") } };

  const common = { animation: false, textStyle: text, color: COLOURS };

  // One bar for each place, the longest on top, its number at its end.
  const bars = ({ labels, series }) => ({
    ...common,
    grid: { left: 0, right: size * 3, top: 0, bottom: 0, containLabel: true },
    xAxis: { type: "value", show: false },
    yAxis: {
      type: "category",
      data: labels,
      inverse: true,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...text, interval: 0 },
    },
    series: series.map(({ name, values }) => ({
      type: "bar",
      name,
      data: values,
      barMaxWidth: size,
      label: { ...text, show: true, position: "right" },
    })),
  });

  // A line for each figure, named at its end instead of in a legend.
  const lines = ({ labels, series }) => ({
    ...common,
    grid: { left: 0, right: size * 9, top: size, bottom: 0, containLabel: true },
    xAxis: {
      type: "category",
      data: labels,
      boundaryGap: false,
      axisLine: line,
      axisTick: { show: false },
      axisLabel: { ...soft, hideOverlap: true },
    },
    yAxis: { type: "value", minInterval: 1, axisLabel: soft, splitLine: line },
    series: series.map(({ name, values }) => ({
      type: "line",
      name,
      data: values,
      symbolSize: 6,
      lineStyle: { width: 2.5 },
      endLabel: { ...text, color: "inherit", show: true, formatter: `${name} {c}` },
      labelLayout: { moveOverlap: "shiftY" },
    })),
  });

  const DRAW = { bars, lines };

  const draw = (element) => {
    const description = charts[element.dataset.chart];
    if (!description) return;
    if (description.kind === "bars") {
      element.style.height = `${Math.max(3, description.labels.length) * size * 1.9}px`;
    }
    element.classList.add("chart__canvas--drawn");
    const chart = window.echarts.init(element, null, { renderer: "canvas" });
    chart.setOption(DRAW[description.kind](description));
    new ResizeObserver(() => chart.resize()).observe(element);
  };

  document.querySelectorAll("[data-chart]").forEach(draw);
})();
