// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {EmailGuardian} from "../../src/guardians/EmailGuardian.sol";
import {Roles} from "../../src/guardians/Roles.sol";
import {EmailTest} from "../support/EmailTest.sol";
import {Wallet} from "../support/Policies.sol";

/// @dev Which attestations count: whose, about what, and when. Who can attest is in roles.t.sol and revoke.t.sol.
contract VerifyTest is EmailTest {
    /// @dev Of secp256k1.
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function _verify(bytes memory key, bytes32 hash, bytes memory signature) private view returns (bytes32) {
        return bytes32(guardian.verify(key, hash, signature));
    }

    /// @dev Byte `place` of an attestation, which begins with its expiry.
    function _replaced(bytes memory signature, uint256 place, uint8 value) private pure returns (bytes memory) {
        signature[place] = bytes1(value);
        return signature;
    }

    // ---- what counts ------------------------------------------------------------------------------------------------

    function test_verify_acceptsAnAttestation() public view {
        bytes memory signature = by(attester);
        assertEq(signature.length, 70, "bytes");
        accepts(signature, "of the attester");
    }

    function test_verify_saysWhatItsDomainIs() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chainId, address place,,) =
            guardian.eip712Domain();
        assertEq(bytes32(fields), bytes32(bytes1(0x0b)), "fields");
        assertEq(name, "Sparekey Email", "name");
        assertEq(version, "1", "version");
        assertEq(chainId, 0, "chain id");
        assertEq(place, address(guardian), "contract");
        bytes32 separator = guardian.domainSeparator();
        bytes32 content = attestationStruct(HASH, commitment, 1);
        assertEq(
            keccak256(abi.encodePacked(hex"1901", separator, content)),
            attestationDigestOf(address(guardian), HASH, commitment, 1),
            "digest"
        );
    }

    /// One attestation serves every chain that the hash names.
    function test_verify_isTheSameOnEveryChain() public {
        bytes memory signature = by(attester);
        vm.chainId(block.chainid + 1);
        accepts(signature, "elsewhere");
    }

    /// Whoever copies it can do with it what the mailbox's owner wanted, and nothing else: the caller is no matter.
    function test_verify_doesNotAskWhoCalls() public {
        bytes memory signature = by(attester);
        vm.prank(address(0xbad));
        accepts(signature, "by a stranger");
    }

    /// Everything that an attestation is about is fuzzed.
    function testFuzz_verify_acceptsWhateverItIsAbout(bytes32 hash, bytes32 mailbox, uint256 life, uint256 key) public {
        Wallet memory other;
        other.privateKey = bound(key, 1, ORDER - 1);
        other.addr = vm.addr(other.privateKey);
        vm.assume(other.addr != admin);
        guardian = deployEmailGuardian(admin, other.addr);
        uint256 expiry = block.timestamp + bound(life, 0, LIFE);
        bytes memory signature = attestationOf(other, address(guardian), hash, mailbox, expiry);
        bytes memory who = abi.encode(mailbox);
        assertEq(_verify(who, hash, signature), bytes32(guardian.verify.selector), "accepted");
        assertEq(_verify(abi.encode(~mailbox), hash, signature), bytes32(FAILURE), "for another mailbox");
        assertEq(_verify(who, ~hash, signature), bytes32(FAILURE), "for another hash");
    }

    // ---- whose ------------------------------------------------------------------------------------------------------

    function test_verify_rejectsWhoeverIsNoAttester() public {
        rejects(by(successor), "nobody's");
        Wallet memory other = walletOf("revoker");
        vm.warp(NOW - 8 days);
        vm.prank(admin);
        guardian.addRole(other.addr, Roles.Role.Revoker);
        vm.warp(NOW);
        rejects(by(other), "a revoker's");
        Wallet memory owner = walletOf("owner");
        guardian = deployEmailGuardian(owner.addr, attester.addr);
        rejects(by(owner), "the owner's");
    }

    /// What recovers nobody recovers the address zero, which can have no role.
    function test_verify_rejectsWhatRecoversToZero() public view {
        bytes memory signature = by(attester);
        for (uint256 i = 5; i < 37; ++i) {
            signature[i] = 0;
        }
        rejects(signature, "r is zero");
        signature = by(attester);
        for (uint256 i = 37; i < 69; ++i) {
            signature[i] = 0;
        }
        rejects(signature, "s is zero");
        rejects(abi.encodePacked(uint40(block.timestamp), ORDER, uint256(1), uint8(27)), "r is the order");
        rejects(abi.encodePacked(uint40(block.timestamp), new bytes(65)), "all zero");
    }

    /// The other s of the same signature recovers the same address, and is refused.
    function test_verify_rejectsAHighS() public view {
        uint256 expiry = block.timestamp + 1 hours;
        bytes32 digest = attestationDigestOf(address(guardian), HASH, commitment, expiry);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(attester.privateKey, digest);
        bytes32 high = bytes32(ORDER - uint256(s));
        uint8 other = v == 27 ? 28 : 27;
        assertEq(ecrecover(digest, other, r, high), attester.addr, "recovers");
        accepts(abi.encodePacked(uint40(expiry), r, s, v), "low");
        rejects(abi.encodePacked(uint40(expiry), r, high, other), "high");
    }

    function test_verify_rejectsEveryOtherV() public view {
        bytes memory signature = by(attester);
        uint8 v = uint8(signature[69]);
        for (uint256 other = 0; other < 256; ++other) {
            if (other == v) continue;
            rejects(_replaced(signature, 69, uint8(other)), "another v");
        }
        accepts(_replaced(signature, 69, v), "the v");
    }

    /// EIP-2098: 64 bytes.
    function test_verify_rejectsACompactSignature() public view {
        uint256 expiry = block.timestamp + 1 hours;
        bytes32 digest = attestationDigestOf(address(guardian), HASH, commitment, expiry);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(attester.privateKey, digest);
        bytes32 compact = bytes32(uint256(v - 27) << 255 | uint256(s));
        rejects(abi.encodePacked(uint40(expiry), r, compact), "64 bytes");
        rejects(abi.encodePacked(uint40(expiry), r, compact, uint8(0)), "with a byte behind it");
    }

    // ---- about what -------------------------------------------------------------------------------------------------

    function test_verify_rejectsAnotherHashOrMailbox() public view {
        bytes memory signature = by(attester);
        assertEq(_verify(abi.encode(commitment), ~HASH, signature), bytes32(FAILURE), "another hash");
        assertEq(_verify(abi.encode(~commitment), HASH, signature), bytes32(FAILURE), "another mailbox");
        assertEq(_verify(abi.encode(HASH), commitment, signature), bytes32(FAILURE), "one for the other");
    }

    /// The same owner and attester run two of them: what one takes the other does not.
    function test_verify_rejectsWhatIsForAnotherContract() public {
        bytes memory signature = by(attester);
        guardian = deployEmailGuardian(admin, attester.addr);
        rejects(signature, "another contract's");
    }

    function test_verify_rejectsAnotherDomainAndType() public view {
        uint256 expiry = block.timestamp + 1 hours;
        bytes32 content = attestationStruct(HASH, commitment, expiry);
        bytes32[6] memory digests = [
            typedDigest("Sparekey Recovery", address(guardian), content),
            typedDigest(EMAIL_DOMAIN, address(guardian), keccak256(abi.encode(HASH, commitment, expiry))),
            content,
            HASH,
            keccak256(abi.encodePacked("\x19Ethereum Signed Message:\n32", content)),
            _withChainId(content)
        ];
        for (uint256 i = 0; i < digests.length; ++i) {
            rejects(abi.encodePacked(uint40(expiry), sign(attester, digests[i])), vm.toString(i));
        }
    }

    function _withChainId(bytes32 content) private view returns (bytes32) {
        bytes32 typeHash =
            keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 name = keccak256(bytes(EMAIL_DOMAIN));
        bytes32 separator = keccak256(abi.encode(typeHash, name, keccak256("1"), block.chainid, guardian));
        return keccak256(abi.encodePacked(hex"1901", separator, content));
    }

    // ---- when -------------------------------------------------------------------------------------------------------

    /// C-49 An attestation does not keep: not past, at most a day ahead, both edges.
    function test_verify_goesByExpiry() public view {
        rejects(until(attester, block.timestamp - 1), "a second past");
        accepts(until(attester, block.timestamp), "now");
        accepts(until(attester, block.timestamp + LIFE), "a day ahead");
        rejects(until(attester, block.timestamp + LIFE + 1), "a second more");
        rejects(until(attester, type(uint40).max), "for ever");
        rejects(until(attester, 0), "at the beginning");
    }

    function test_verify_endsInTheSecondAfterItsExpiry() public {
        bytes memory signature = until(attester, NOW + LIFE);
        vm.warp(NOW + LIFE);
        accepts(signature, "the last second");
        vm.warp(NOW + LIFE + 1);
        rejects(signature, "the next");
        vm.warp(NOW - 1);
        rejects(signature, "on a chain whose clock is behind");
    }

    /// The expiry that counts is the one that was signed.
    function testFuzz_verify_rejectsAnotherExpiry(uint256 life) public view {
        uint40 other = uint40(block.timestamp + bound(life, 0, LIFE));
        vm.assume(other != block.timestamp + 1 hours);
        bytes memory signature = by(attester);
        bytes5 packed = bytes5(other);
        for (uint256 i = 0; i < 5; ++i) {
            signature[i] = packed[i];
        }
        rejects(signature, "another expiry");
    }

    // ---- how it is written ------------------------------------------------------------------------------------------

    function test_verify_rejectsEveryOtherLength() public view {
        bytes memory signature = by(attester);
        rejects(bytes.concat(signature, hex"00"), "71 bytes");
        for (uint256 length = 0; length < 70; ++length) {
            bytes memory cut = by(attester);
            assembly ("memory-safe") {
                mstore(cut, length)
            }
            rejects(cut, vm.toString(length));
        }
        accepts(signature, "70 bytes");
    }

    function test_verify_rejectsAKeyOfEveryOtherLength() public {
        bytes memory signature = by(attester);
        bytes memory who = abi.encode(commitment);
        assertEq(_verify("", HASH, signature), bytes32(FAILURE), "none");
        assertEq(_verify(bytes.concat(who, hex"00"), HASH, signature), bytes32(FAILURE), "33 bytes");
        assertEq(_verify(bytes.concat(hex"00", who), HASH, signature), bytes32(FAILURE), "33 bytes, the other way");
        assembly ("memory-safe") {
            mstore(who, 31)
        }
        assertEq(_verify(who, HASH, signature), bytes32(FAILURE), "31 bytes");
        // Shorter, and the guardian's commitment really ends with what would be read behind it.
        commitment = bytes32(bytes31(commitment));
        who = abi.encode(commitment);
        signature = by(attester);
        assembly ("memory-safe") {
            mstore(who, 31)
        }
        assertEq(_verify(who, HASH, signature), bytes32(FAILURE), "31 bytes and a zero");
    }

    /// Nothing is read from behind key and signature: padding may be anything, or missing.
    function testFuzz_verify_readsNothingBehindItsParts(bytes32 dirt) public view {
        bytes memory signature = by(attester);
        bytes memory head = abi.encodeWithSelector(guardian.verify.selector, uint256(96), HASH, uint256(160));
        bytes memory bare = abi.encodePacked(head, uint256(32), commitment, uint256(70), signature);
        _accepted(bare, "without padding");
        _accepted(abi.encodePacked(bare, dirt), "with other padding");
    }

    function _accepted(bytes memory data, string memory what) private view {
        (bool success, bytes memory returned) = address(guardian).staticcall(data);
        assertTrue(success, what);
        assertEq(returned, abi.encode(guardian.verify.selector), what);
    }

    /// Nothing makes it revert, so a malformed approval is refused as any other.
    function testFuzz_verify_neverReverts(bytes memory key, bytes32 hash, bytes memory signature) public view {
        assertEq(_verify(key, hash, signature), bytes32(FAILURE), "noise");
        bytes memory noise = abi.encodePacked(uint40(block.timestamp), keccak256(signature), hash, keccak256(key));
        assembly ("memory-safe") {
            mstore(noise, 70)
        }
        assertEq(_verify(abi.encode(commitment), hash, noise), bytes32(FAILURE), "noise of the right length");
    }

    function testFuzz_verify_rejectsEveryOtherBit(uint256 place, uint8 bit) public view {
        bytes memory signature = by(attester);
        place = bound(place, 0, 69);
        signature[place] ^= bytes1(uint8(1 << (bit % 8)));
        rejects(signature, "another bit");
    }
}
