import { defineWords } from '../ui/words/Dictionary';

export const mapWords = defineWords(
  {
    noWebgl: '此浏览器不支持 WebGL，无法显示地图；车辆列表与其他功能照常可用',
    vehiclesOnMap: '地图上的车辆',
    zoomIn: '放大',
    zoomOut: '缩小',
    showAll: '全部车辆',
    follow: '跟随',
    following: '跟随中',
  },
  {
    noWebgl: 'This browser has no WebGL, so there is no map; the vehicle list and everything else work',
    vehiclesOnMap: 'Vehicles on the map',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    showAll: 'All vehicles',
    follow: 'Follow',
    following: 'Following',
  },
);
