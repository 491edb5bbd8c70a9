// Draws every element with data-chart="name" from the page's data of that name.
// The same numbers stand in a table beneath, so without this script nothing is missing.
// The drawing library (data-library of this script) is half a megabyte: it is fetched when a chart comes near.

(() => {
  "use strict";

  const { library } = document.currentScript.dataset;
  const data = document.getElementById("charts");
  if (!data) return;
  const charts = JSON.parse(data.textContent);

  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(name).trim();
  const COLOURS = ["--chart-1", "--chart-2", "--chart-3"].map(token);
  const size = parseFloat(style.fontSize) * (document.documentElement.dataset.size === "large" ? 0.8 : 0.78);
  const text = { color: token("--ink"), fontFamily: token("--faces"), fontSize: size };
  const soft = { ...text, color: token("--ink-soft") };
  const line = { lineStyle: { color: token("--line") } };

  const common = { animation: false, textStyle: text, color: COLOURS };

  // Beside each other where there is room, else one under another: a figure with one bar for each place,
  // the longest on top, its number at its end.
  const bars = ({ series }, width) => {
    const across = width > size * 45 ? series.length : 1;
    const rowHeight = size * 1.9;
    const blockHeight = (count) => (count + 2) * rowHeight;
    const place = (index) => ({
      left: `${((index % across) * 100) / across}%`,
      top: Math.floor(index / across) * blockHeight(series[0].values.length),
    });
    return {
      ...common,
      grid: series.map(({ values }, index) => ({
        left: place(index).left,
        top: place(index).top + rowHeight,
        width: `${100 / across - 7}%`,
        height: values.length * rowHeight,
        containLabel: true,
      })),
      xAxis: series.map((_, index) => ({ type: "value", show: false, gridIndex: index })),
      yAxis: series.map(({ name, labels }, index) => ({
        type: "category",
        name,
        nameLocation: "start",
        nameGap: rowHeight / 3,
        nameTextStyle: { ...text, align: "left", fontWeight: 600 },
        gridIndex: index,
        data: labels,
        inverse: true,
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...text, interval: 0 },
      })),
      series: series.map(({ name, values }, index) => ({
        type: "bar",
        name,
        xAxisIndex: index,
        yAxisIndex: index,
        data: values,
        barMaxWidth: size,
        itemStyle: { color: COLOURS[0] },
        label: { ...text, show: true, position: "right" },
      })),
      height: Math.ceil(series.length / across) * blockHeight(series[0].values.length),
    };
  };

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
    element.classList.add("chart__canvas--drawn");
    const chart = window.echarts.init(element, null, { renderer: "canvas" });
    let drawnAt = 0;
    const lay = () => {
      if (element.clientWidth === drawnAt) return;
      drawnAt = element.clientWidth;
      const { height, ...option } = DRAW[description.kind](description, drawnAt);
      if (height) element.style.height = `${height}px`;
      chart.setOption(option, true);
      chart.resize();
    };
    lay();
    new ResizeObserver(lay).observe(element);
  };

  const elements = [...document.querySelectorAll("[data-chart]")];
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      const script = document.createElement("script");
      script.src = library;
      script.addEventListener("load", () => elements.forEach(draw));
      document.head.append(script);
    },
    { rootMargin: "300px" },
  );
  elements.forEach((element) => watcher.observe(element.closest(".section"))); // itself it is not shown yet
})();
