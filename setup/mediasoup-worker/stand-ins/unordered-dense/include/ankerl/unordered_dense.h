// The names that mediasoup's worker uses of unordered_dense, over the standard containers: they have the same interface.

#ifndef ZHIQIN_UNORDERED_DENSE_STAND_IN_H
#define ZHIQIN_UNORDERED_DENSE_STAND_IN_H

#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace ankerl::unordered_dense
{
	template<typename Key>
	using hash = std::hash<Key>;

	template<typename Key, typename Value, typename Hash = std::hash<Key>>
	using map = std::unordered_map<Key, Value, Hash>;

	template<typename Key, typename Hash = std::hash<Key>>
	using set = std::unordered_set<Key, Hash>;
} // namespace ankerl::unordered_dense

#endif
