// The interface of libsrtp 3, as far as mediasoup's worker uses it, over libsrtp 2.
//
// libsrtp 3 reads from one buffer and writes to another, and builds a policy through functions; libsrtp 2 works in place
// and takes a policy as a struct. Everything else has the same names and meanings in both.

#ifndef ZHIQIN_SRTP_BRIDGE_H
#define ZHIQIN_SRTP_BRIDGE_H

// libsrtp 3 gives the name srtp_policy_t to a pointer, so the struct of libsrtp 2 takes another name while it is declared.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <array>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

// libsrtp 2 never returns these two: mediasoup only translates them to text.
static constexpr srtp_err_status_t srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
static constexpr srtp_err_status_t srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

struct SrtpBridgePolicy
{
	srtp2_policy_t policy;
	// libsrtp 2 keeps a pointer to the master key followed by its salt until the session is made of the policy.
	std::array<uint8_t, SRTP_MAX_KEY_LEN> keyAndSalt;
};

using srtp_policy_t = SrtpBridgePolicy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) SrtpBridgePolicy{};

	return *policy ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const srtp_err_status_t status =
	  srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

	if (status != srtp_err_status_ok)
	{
		return status;
	}

	return srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLength,
  const uint8_t* salt,
  size_t saltLength,
  const uint8_t* /*mki*/,
  size_t mkiLength)
{
	// mediasoup never uses a master key identifier, so none is bridged.
	if (mkiLength != 0 || keyLength + saltLength > policy->keyAndSalt.size())
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->keyAndSalt.data(), key, keyLength);
	std::memcpy(policy->keyAndSalt.data() + keyLength, salt, saltLength);
	policy->policy.key = policy->keyAndSalt.data();

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t windowSize)
{
	policy->policy.window_size = windowSize;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	return srtp_create(session, &policy->policy);
}

// The SSRC is in network byte order in both versions.
inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return srtp_remove_stream(session, ssrc);
}

// Runs an operation of libsrtp 2, which works in place, on a copy of the packet in the output buffer. `outputLength`
// comes in as the capacity of that buffer and goes out as the length of the result.
template<typename InPlaceOperation>
inline srtp_err_status_t srtp_bridge_through_copy(
  InPlaceOperation operation,
  const uint8_t* input,
  size_t inputLength,
  size_t growth,
  uint8_t* output,
  size_t* outputLength)
{
	if (inputLength > INT_MAX - growth || inputLength + growth > *outputLength)
	{
		return srtp_err_status_buffer_small;
	}

	if (input != output)
	{
		std::memcpy(output, input, inputLength);
	}

	int length                     = static_cast<int>(inputLength);
	const srtp_err_status_t status = operation(output, &length);

	if (status == srtp_err_status_ok)
	{
		*outputLength = static_cast<size_t>(length);
	}

	return status;
}

inline srtp_err_status_t srtp_protect(
  srtp_t session,
  const uint8_t* rtp,
  size_t rtpLength,
  uint8_t* srtp,
  size_t* srtpLength,
  size_t /*mkiIndex*/)
{
	return srtp_bridge_through_copy(
	  [session](uint8_t* packet, int* length) { return srtp_protect(session, packet, length); },
	  rtp,
	  rtpLength,
	  SRTP_MAX_TRAILER_LEN,
	  srtp,
	  srtpLength);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session,
  const uint8_t* rtcp,
  size_t rtcpLength,
  uint8_t* srtcp,
  size_t* srtcpLength,
  size_t /*mkiIndex*/)
{
	// SRTCP adds its index of 4 bytes to the trailer.
	return srtp_bridge_through_copy(
	  [session](uint8_t* packet, int* length) { return srtp_protect_rtcp(session, packet, length); },
	  rtcp,
	  rtcpLength,
	  SRTP_MAX_TRAILER_LEN + sizeof(uint32_t),
	  srtcp,
	  srtcpLength);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLength, uint8_t* rtp, size_t* rtpLength)
{
	return srtp_bridge_through_copy(
	  [session](uint8_t* packet, int* length) { return srtp_unprotect(session, packet, length); },
	  srtp,
	  srtpLength,
	  0,
	  rtp,
	  rtpLength);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLength, uint8_t* rtcp, size_t* rtcpLength)
{
	return srtp_bridge_through_copy(
	  [session](uint8_t* packet, int* length) { return srtp_unprotect_rtcp(session, packet, length); },
	  srtcp,
	  srtcpLength,
	  0,
	  rtcp,
	  rtcpLength);
}

#endif
