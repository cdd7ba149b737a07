// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IGuardianVerifier} from "./guardians/IGuardianVerifier.sol";

/// @title Questions to wallets and verifiers that nobody has vouched for
/// @notice Every question is a staticcall with a gas limit, of whose answer 32 bytes are read: it can change nothing, cost
/// no more, and return no bomb.
/// @dev OpenZeppelin's SignatureChecker asks a signer that has code by ERC-1271 only, so a wallet that has delegated by
/// EIP-7702 after it became a guardian would silently stop working; and it forwards all gas.
abstract contract SignerQueries {
    /// @dev What one question to a guardian's wallet or verifier may cost.
    uint256 private constant _QUERY_GAS = 1_000_000;

    /// @notice With this little gas a guardian's answer cannot be told from none. Send more.
    error TooLittleGas(uint256 available, uint256 needed);

    /// @dev Whether an ERC-7913 signer signed `digest`. A wallet's own key is tried first: one that has delegated to a
    /// contract (EIP-7702) keeps working, and it costs less.
    function _isValid(bytes calldata signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (signer.length < 20) return false;
        address head = address(bytes20(signer));
        if (signer.length == 20) {
            (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
            if (failure == ECDSA.RecoverError.NoError && recovered == head) return true;
            return _isValidERC1271(head, digest, signature);
        }
        bytes32 answer = _query(head, _encodeVerify(signer, digest, signature));
        return answer == bytes32(IERC7913SignatureVerifier.verify.selector);
    }

    function _isValidERC1271(address signer, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        bytes32 answer = _query(signer, abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
        return answer == bytes32(IERC1271.isValidSignature.selector);
    }

    function _isSuspended(bytes calldata signer) internal view returns (bool) {
        if (signer.length == 20) return false;
        return _answersTrue(address(bytes20(signer)), abi.encodeCall(IGuardianVerifier.suspended, (signer[20:])));
    }

    function _answersTrue(address target, bytes memory data) internal view returns (bool) {
        return _query(target, data) == bytes32(uint256(1));
    }

    /// @dev `abi.encodeCall(IERC7913SignatureVerifier.verify, (signer[20:], digest, signature))` for 170 gas less: every
    /// recovery asks this, once for each guardian with a verifier and once for the new passkey.
    function _encodeVerify(bytes calldata signer, bytes32 digest, bytes calldata signature)
        private
        pure
        returns (bytes memory data)
    {
        bytes4 selector = IERC7913SignatureVerifier.verify.selector;
        assembly ("memory-safe") {
            data := mload(0x40)
            let head := add(data, 0x24)
            let keyLength := sub(signer.length, 20)
            let key := add(head, 0x60)
            let signed := add(key, and(add(keyLength, 0x3f), not(0x1f)))
            mstore(add(data, 0x20), selector)
            mstore(head, 0x60)
            mstore(add(head, 0x20), digest)
            mstore(add(head, 0x40), sub(signed, head))
            mstore(key, keyLength)
            // The zeros that fill up the last word, which the memory need not have.
            mstore(add(add(key, 0x20), keyLength), 0)
            calldatacopy(add(key, 0x20), add(signer.offset, 20), keyLength)
            mstore(signed, signature.length)
            mstore(add(add(signed, 0x20), signature.length), 0)
            calldatacopy(add(signed, 0x20), signature.offset, signature.length)
            let end := add(signed, and(add(signature.length, 0x3f), not(0x1f)))
            mstore(data, sub(sub(end, data), 0x20))
            mstore(0x40, add(end, 0x1c))
        }
    }

    /// @dev The first word of the answer to a question, or zero. The question cannot change anything, cost more than
    /// _QUERY_GAS, or return more than 32 bytes. A failure counts only if the question had all of its gas: otherwise the
    /// caller could choose the answer by starving it.
    function _query(address target, bytes memory data) private view returns (bytes32 answer) {
        uint256 available = gasleft();
        bool success;
        assembly ("memory-safe") {
            success := staticcall(_QUERY_GAS, target, add(data, 0x20), mload(data), 0x00, 0x20)
            if and(success, gt(returndatasize(), 0x1f)) { answer := mload(0x00) }
        }
        uint256 needed = _QUERY_GAS * 64 / 63 + 10_000;
        if (!success && available < needed) revert TooLittleGas(available, needed);
    }
}
